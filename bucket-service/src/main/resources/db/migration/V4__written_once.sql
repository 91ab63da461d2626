-- Packets and their history are written once and leave by DROP; keys are written once and removed by the day, which brings
-- the vacuum that is needed. Going over all of them for the inserts alone would read and write each page once more.
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN
        SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent IN ('bucket.packet'::regclass, 'bucket.packet_history'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_insert_threshold = -1)', partition);
    END LOOP;
END
$$;
ALTER TABLE packet_key SET (autovacuum_vacuum_insert_threshold = -1);
