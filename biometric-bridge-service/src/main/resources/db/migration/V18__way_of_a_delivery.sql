-- What the time line of a delivery shows, in rows that are written anyway.

-- Which of the active secrets verified it, the current one being 0. Null for what no secret signed, and for rows of earlier versions.
ALTER TABLE delivery ADD COLUMN secret smallint;

-- The delivery that the standing version came with, and where on biometric-events its first record lies. Found by the key of the
-- resource, so it needs no index. Null on rows of earlier versions.
ALTER TABLE emitted_resource
    ADD COLUMN delivery         uuid,
    ADD COLUMN published_at     timestamptz,
    ADD COLUMN kafka_partition  smallint,
    ADD COLUMN kafka_offset     bigint;
