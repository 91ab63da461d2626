-- How the durations of a minute were distributed: for each bucket that has any, its number << 40 plus how many. Percentiles of any
-- span come from their sum. Empty in minutes that the version before wrote, which goes on writing percentiles alone while replicas of
-- both run; they are averages of one-second percentiles, and nothing shows them any more.
ALTER TABLE minute_timing ADD COLUMN buckets bigint[] NOT NULL DEFAULT '{}';
