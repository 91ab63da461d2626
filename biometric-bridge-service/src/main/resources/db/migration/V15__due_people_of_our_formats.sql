-- People whose state a newer version wrote stay due until one of its replicas comes: among them the others were looked for in vain. A
-- format from 128 on is damage, and not of a newer version.
DROP INDEX person_due;
CREATE INDEX person_due ON person (due_at) WHERE due_at IS NOT NULL AND (format < 3 OR format > 127);
