-- When a replica that has a job last said so since another left it out of its file; null while nobody has left it out. A replica of the
-- version before does not look at it, and takes the job for gone as it always did.
ALTER TABLE automation.job ADD COLUMN held_at timestamptz;
