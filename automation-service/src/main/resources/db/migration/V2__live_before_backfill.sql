-- What is due now is claimed before backfills and catch-ups, so each has its own order; a long backfill is not read through
-- to find what is due now.
CREATE INDEX run_due_live ON automation.run (due_at) WHERE state = 'due' AND kind NOT IN ('backfill', 'catch_up');
CREATE INDEX run_due_background ON automation.run (due_at) WHERE state = 'due' AND kind IN ('backfill', 'catch_up');
DROP INDEX automation.run_due;
