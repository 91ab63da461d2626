-- When the account was connected for another person than before, of whom nothing is remembered: what was measured earlier is not of the
-- one for whom it is connected now.
ALTER TABLE connection ADD COLUMN taken_over_at timestamptz;
