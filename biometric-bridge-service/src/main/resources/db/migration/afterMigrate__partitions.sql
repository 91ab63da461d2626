-- Runs at every start: the days around today exist before the first delivery is taken, however long the service was away.
--
-- Made apart and attached, as the service does it itself (DayPartitions): that takes no lock that a reader of the table holds up, where
-- CREATE TABLE … PARTITION OF would wait for every open reader, and everybody else behind it. Another replica may be quicker.
DO $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  missing record;
BEGIN
  FOR missing IN
    SELECT parent, parent || '_' || to_char(start AT TIME ZONE 'UTC', 'YYYYMMDD') AS name, of_column, start, start + interval '24 hours' AS ended
    FROM (
      SELECT parent, 'received_at' AS of_column, (day::date || ' 00:00:00+00')::timestamptz AS start
      FROM unnest(ARRAY['delivery', 'dropped']) AS parent, generate_series(today - 1, today + 2, interval '1 day') AS day
      UNION ALL
      SELECT 'delivery_key', 'period', start
      FROM unnest(ARRAY[key_period(now()), key_period(now() + interval '720 hours')]) AS start) needed
    WHERE NOT EXISTS (
      SELECT FROM pg_inherits WHERE inhparent = to_regclass(parent)
        AND inhrelid = to_regclass(parent || '_' || to_char(start AT TIME ZONE 'UTC', 'YYYYMMDD')))
  LOOP
    BEGIN
      EXECUTE format('CREATE TABLE IF NOT EXISTS %I (LIKE %I INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE'
                     || ' INCLUDING COMPRESSION INCLUDING CONSTRAINTS,'
                     || ' CONSTRAINT one_day CHECK (%3$I IS NOT NULL AND %3$I >= %4$L AND %3$I < %5$L))'
                     -- rows are written once: a vacuum for the inserts alone would be wasted
                     || ' WITH (autovacuum_vacuum_insert_threshold = -1)',
                     missing.name, missing.parent, missing.of_column, missing.start, missing.ended);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                     missing.parent, missing.name, missing.start, missing.ended);
      EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS one_day', missing.name);
    EXCEPTION
      WHEN duplicate_table OR duplicate_object OR unique_violation OR object_not_in_prerequisite_state OR wrong_object_type
           OR invalid_object_definition THEN
        RAISE NOTICE 'another replica made %', missing.name;
    END;
  END LOOP;
END $$;
