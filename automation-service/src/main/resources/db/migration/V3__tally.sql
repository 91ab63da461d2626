-- The tally of runs is compared with rows by due time, and every failed run is counted again each time. Summaries of the due times cost
-- a run next to nothing; the other index holds only what failed.
CREATE INDEX run_due_at ON automation.run USING brin (due_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX run_dead ON automation.run (due_at) WHERE state IN ('failed', 'unknown');
