-- Ids of deliveries lie in partitions of 30 days and leave by DROP, as deliveries do; what a rule dropped leaves with its day. Deleting
-- row by row does not keep up with intake. A unique index cannot span partitions, so an id is looked up in the other periods as well.
CREATE FUNCTION key_period(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_timestamp(floor(extract(epoch FROM at) / 2592000) * 2592000);

-- The first half of an event id: the provider's identity of the delivery.
CREATE FUNCTION identity(event_id uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('x' || left(replace(event_id::text, '-', ''), 16))::bit(64)::bigint;

CREATE TABLE delivery_key (
    -- the content's id for the delivery that brought the content first, the delivery's own id for the others
    key         uuid        NOT NULL,
    event_id    uuid        NOT NULL,
    identity    bigint      NOT NULL,
    received_at timestamptz NOT NULL,
    period      timestamptz NOT NULL,
    -- came through the provider's direct Kafka topic
    direct      boolean     NOT NULL,
    -- the delivery that is stored in its place; null stands for itself
    delivery    uuid,
    PRIMARY KEY (key, period)
) PARTITION BY RANGE (period);
CREATE INDEX delivery_key_identity ON delivery_key (identity);

-- The ids so far stay where they are until they are as old as deliveries get. Replicas of earlier versions go on writing there during a
-- rolling update: drop the table and its trigger with the first migration after the next release.
CREATE INDEX delivery_seen_identity ON delivery_seen (biometric.identity(event_id));

-- A delivery that a newer replica stored is not stored again by an older one. Of a content that a newer replica stored, the older one
-- learns who brought it and which way.
CREATE FUNCTION skip_known_id() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    known biometric.delivery_key;
BEGIN
    SELECT * INTO known FROM biometric.delivery_key WHERE key = NEW.event_id ORDER BY period LIMIT 1;
    IF FOUND AND NOT NEW.direct AND (known.direct OR known.event_id <> NEW.event_id) THEN
        NEW.direct := known.direct;
        NEW.delivery := coalesce(known.delivery, known.event_id);
        RETURN NEW;
    END IF;
    IF FOUND OR EXISTS (SELECT FROM biometric.delivery_key
                        WHERE identity = biometric.identity(NEW.event_id) AND event_id = NEW.event_id) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER skip_known_id BEFORE INSERT ON delivery_seen FOR EACH ROW EXECUTE FUNCTION skip_known_id();

ALTER TABLE dropped RENAME TO dropped_before;
ALTER TABLE dropped_before DROP CONSTRAINT dropped_pkey;
CREATE TABLE dropped (
    received_at timestamptz NOT NULL,
    event_id    uuid        NOT NULL,
    provider    text        NOT NULL,
    rule        text        NOT NULL,
    records     bigint      NOT NULL,
    whole       boolean     NOT NULL,
    PRIMARY KEY (received_at, event_id, rule)
) PARTITION BY RANGE (received_at);
DO $$
DECLARE
    day date;
BEGIN
    FOR day IN SELECT to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') FROM pg_inherits
               WHERE inhparent = 'biometric.delivery'::regclass LOOP
        EXECUTE format('CREATE TABLE biometric.dropped_%s PARTITION OF biometric.dropped FOR VALUES FROM (%L) TO (%L)',
            to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
        INSERT INTO biometric.dropped SELECT * FROM biometric.dropped_before
        WHERE received_at >= (day || ' 00:00:00+00')::timestamptz AND received_at < ((day + 1) || ' 00:00:00+00')::timestamptz;
    END LOOP;
END
$$;
DROP TABLE dropped_before;
