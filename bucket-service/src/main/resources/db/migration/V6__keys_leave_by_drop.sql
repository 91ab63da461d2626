-- Keys of packets lie in partitions of 30 days and leave by DROP, as packets do. Deleting them row by row does not keep up with
-- intake. A unique index cannot span partitions, so an id that a client chose is looked up in the period before as well.
CREATE FUNCTION key_period(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_timestamp(floor(extract(epoch FROM at) / 2592000) * 2592000);

-- The keys so far become the partition of the period in which this runs: nothing is copied, and they stay a period longer.
DO $$
DECLARE
    period timestamptz := bucket.key_period(now());
    partition text := 'packet_key_' || to_char(period AT TIME ZONE 'UTC', 'YYYYMMDD');
    next timestamptz := bucket.key_period(now()) + interval '720 hours';
BEGIN
    DROP INDEX bucket.packet_key_age;
    EXECUTE format('ALTER TABLE bucket.packet_key RENAME TO %I', partition);
    EXECUTE format('ALTER TABLE bucket.%I DROP CONSTRAINT packet_key_pkey', partition);
    EXECUTE format('ALTER TABLE bucket.%I ADD COLUMN period timestamptz NOT NULL DEFAULT %L', partition, period);
    EXECUTE format('ALTER TABLE bucket.%I ALTER COLUMN period DROP DEFAULT', partition);
    CREATE TABLE bucket.packet_key (
        packet_id   text COLLATE "C" NOT NULL,
        seq         bigint      NOT NULL,
        received_at timestamptz NOT NULL,
        digest      text COLLATE "C",
        period      timestamptz NOT NULL DEFAULT bucket.key_period(now()),
        PRIMARY KEY (packet_id, period)
    ) PARTITION BY RANGE (period);
    EXECUTE format('ALTER TABLE bucket.packet_key ATTACH PARTITION bucket.%I FOR VALUES FROM (%L) TO (%L)',
        partition, period, period + interval '24 hours');
    EXECUTE format('CREATE TABLE bucket.%I PARTITION OF bucket.packet_key FOR VALUES FROM (%L) TO (%L)'
        || ' WITH (autovacuum_vacuum_insert_threshold = -1)',
        'packet_key_' || to_char(next AT TIME ZONE 'UTC', 'YYYYMMDD'), next, next + interval '24 hours');
END
$$;

-- A dead letter carries the id of its packet: what operators list and filter stands in one row.
ALTER TABLE packet_dead ADD COLUMN packet_id text COLLATE "C";
UPDATE packet_dead d SET packet_id = p.packet_id FROM packet p WHERE p.received_at = d.received_at AND p.seq = d.seq;
UPDATE packet_dead SET packet_id = 'unknown-' || seq WHERE packet_id IS NULL;
ALTER TABLE packet_dead ALTER COLUMN packet_id SET NOT NULL;
