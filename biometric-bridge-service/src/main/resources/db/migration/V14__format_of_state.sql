-- The format of a person's state, which is also its first byte; 0 for none, and on rows that earlier versions wrote. A replica leaves
-- people alone whose format is newer than those it reads.
ALTER TABLE person ADD COLUMN format smallint NOT NULL DEFAULT 0;
CREATE INDEX person_of_newer_format ON person (format) WHERE format > 2;
