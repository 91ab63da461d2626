-- Of a job that a replica has left out of its file: when a replica last said that it has the job, or said that it has not for the first time.
-- Without meaning while retired_at is null. A replica of the version before does not look at it, and takes the job for gone as it always did.
ALTER TABLE automation.job ADD COLUMN held_at timestamptz;
