-- Runs at every start: the days around today exist before the first delivery is taken, however long the service was away.
DO $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  day date;
BEGIN
  FOR day IN SELECT generate_series(today - 1, today + 2, interval '1 day')::date LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS delivery_%s PARTITION OF delivery FOR VALUES FROM (%L) TO (%L)'
                   -- rows are written once: a vacuum for the inserts alone would be wasted
                   || ' WITH (autovacuum_vacuum_insert_threshold = -1)',
                   to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
  END LOOP;
END $$;
