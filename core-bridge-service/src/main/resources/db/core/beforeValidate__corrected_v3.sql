-- V3 first dropped a column that older replicas still read; it no longer does, and V4 restores the column. A database that has run
-- the first form is brought to the checksum of the second.
DO $$
BEGIN
    IF to_regclass('core.flyway_schema_history') IS NOT NULL THEN
        UPDATE core.flyway_schema_history SET checksum = -1223521582 WHERE version = '3' AND checksum = -1952175715;
    END IF;
END
$$;
