-- Runs at every start: the days around today exist before the first delivery is taken, however long the service was away.
DO $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  name text;
  day date;
  period timestamptz;
BEGIN
  FOR day IN SELECT generate_series(today - 1, today + 2, interval '1 day')::date LOOP
    FOREACH name IN ARRAY ARRAY['delivery', 'dropped'] LOOP
      EXECUTE format('CREATE TABLE IF NOT EXISTS %1$s_%2$s PARTITION OF %1$s FOR VALUES FROM (%3$L) TO (%4$L)'
                     -- rows are written once: a vacuum for the inserts alone would be wasted
                     || ' WITH (autovacuum_vacuum_insert_threshold = -1)',
                     name, to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
    END LOOP;
  END LOOP;
  FOREACH period IN ARRAY ARRAY[key_period(now()), key_period(now() + interval '720 hours')] LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS delivery_key_%s PARTITION OF delivery_key FOR VALUES FROM (%L) TO (%L)'
                   || ' WITH (autovacuum_vacuum_insert_threshold = -1)',
                   to_char(period AT TIME ZONE 'UTC', 'YYYYMMDD'), period, period + interval '24 hours');
  END LOOP;
END $$;
