-- The delivery that an id stands for: its own, or the one that brought the same content by the other way. Null stands for the id itself.
ALTER TABLE delivery_seen ADD COLUMN delivery uuid;

COMMENT ON COLUMN delivery_seen.direct IS
    'on the id of a content: the delivery that brought it came through the provider''s direct Kafka topic';
