-- The rotation of keys locks three tables, and whoever stores packets waits behind a lock that is asked for. A statement that locks the
-- same tables in another order (those of older replicas: the parent first) and the rotation would wait for each other until one of them is
-- cancelled. So the rotation gives up after 200 ms, long before anybody else does, and the next run tries again.
CREATE OR REPLACE FUNCTION rotate_packet_keys(kept_days integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    began timestamptz;
BEGIN
    PERFORM set_config('lock_timeout', '200ms', true);
    SELECT since INTO began FROM bucket.packet_key_since FOR UPDATE;
    IF began > now() - (greatest(kept_days, 30) + 1) * interval '1 day' THEN
        RETURN false;
    END IF;
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
