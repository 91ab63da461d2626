-- Replicas of earlier versions work beside newer ones during a rolling update. They write packet_key with ON CONFLICT (packet_id) or
-- (packet_id, period), which a partitioned table cannot have both of, and they expect to read every key there. So packet_key is a plain
-- table again: it holds the keys so far and those that older replicas write. Newer replicas write packet_key_now, a child of it. After
-- thirty days it becomes packet_key_before, and what was that leaves by DROP.
--
-- packet_key itself, its triggers and the column period are for older replicas: drop them with the first migration after the next release.
DO $$
DECLARE
    part regclass;
    parts regclass[] := ARRAY(SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'bucket.packet_key'::regclass
                              ORDER BY pg_table_size(inhrelid) DESC, inhrelid);
BEGIN
    FOREACH part IN ARRAY parts LOOP
        EXECUTE format('ALTER TABLE bucket.packet_key DETACH PARTITION %s', part);
    END LOOP;
    DROP TABLE bucket.packet_key;
    -- The largest stays as it is: in an update from a version before V6 it is the only one with keys.
    EXECUTE format('ALTER TABLE %s RENAME TO packet_key', parts[1]);
    ALTER TABLE bucket.packet_key ALTER COLUMN period SET DEFAULT bucket.key_period(now());
    ALTER TABLE bucket.packet_key ADD CONSTRAINT packet_key_id UNIQUE (packet_id);
    FOREACH part IN ARRAY parts[2:] LOOP
        EXECUTE format('INSERT INTO bucket.packet_key (packet_id, seq, received_at, digest, period)'
            || ' SELECT packet_id, seq, received_at, digest, period FROM %s ON CONFLICT DO NOTHING', part);
        EXECUTE format('DROP TABLE %s', part);
    END LOOP;
END
$$;

CREATE TABLE packet_key_before (PRIMARY KEY (packet_id)) INHERITS (packet_key) WITH (autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE packet_key_now (PRIMARY KEY (packet_id)) INHERITS (packet_key) WITH (autovacuum_vacuum_insert_threshold = -1);

-- Since when packet_key_now is written.
CREATE TABLE packet_key_since (since timestamptz NOT NULL);
INSERT INTO packet_key_since VALUES (now());

-- A key that a newer replica wrote is a conflict for an older one.
CREATE FUNCTION skip_known_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM bucket.packet_key_now WHERE packet_id = NEW.packet_id)
        OR EXISTS (SELECT FROM bucket.packet_key_before WHERE packet_id = NEW.packet_id) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER skip_known_key BEFORE INSERT ON packet_key FOR EACH ROW EXECUTE FUNCTION skip_known_key();

-- The retention of older replicas deletes old keys by their place in the table, which is one in each child.
CREATE FUNCTION keep_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER keep_key BEFORE DELETE ON packet_key_before FOR EACH ROW EXECUTE FUNCTION keep_key();
CREATE TRIGGER keep_key BEFORE DELETE ON packet_key_now FOR EACH ROW EXECUTE FUNCTION keep_key();

-- Dead letters of older replicas carry no packet id.
CREATE FUNCTION add_packet_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.packet_id := coalesce(
        (SELECT packet_id FROM bucket.packet WHERE received_at = NEW.received_at AND seq = NEW.seq), 'unknown-' || NEW.seq);
    RETURN NEW;
END
$$;
CREATE TRIGGER add_packet_id BEFORE INSERT ON packet_dead FOR EACH ROW WHEN (NEW.packet_id IS NULL)
    EXECUTE FUNCTION add_packet_id();

-- Drops the keys of packet_key_before and starts a new packet_key_now, if all that is dropped is older than the days kept. False when it
-- is too early, or when a lock was not granted soon: the next run tries again.
CREATE FUNCTION rotate_packet_keys(kept_days integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    began timestamptz;
BEGIN
    SELECT since INTO began FROM bucket.packet_key_since FOR UPDATE;
    IF began > now() - (greatest(kept_days, 30) + 1) * interval '1 day' THEN
        RETURN false;
    END IF;
    PERFORM set_config('lock_timeout', '2s', true);
    LOCK TABLE bucket.packet_key_now, bucket.packet_key_before, ONLY bucket.packet_key IN ACCESS EXCLUSIVE MODE;
    DROP TABLE bucket.packet_key_before;
    ALTER TABLE bucket.packet_key_now RENAME TO packet_key_before;
    CREATE TABLE bucket.packet_key_now (PRIMARY KEY (packet_id)) INHERITS (bucket.packet_key)
        WITH (autovacuum_vacuum_insert_threshold = -1);
    CREATE TRIGGER keep_key BEFORE DELETE ON bucket.packet_key_now FOR EACH ROW EXECUTE FUNCTION bucket.keep_key();
    TRUNCATE ONLY bucket.packet_key;
    UPDATE bucket.packet_key_since SET since = now();
    RETURN true;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN false;
END
$$;
