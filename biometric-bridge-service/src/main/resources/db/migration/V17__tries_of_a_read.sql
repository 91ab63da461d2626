-- Attempts to read an object since its last notice, for whatever reason they failed: those for one reason begin anew with another reason,
-- and an object that fails for two reasons in turn would never be given up.
ALTER TABLE fetch_task ADD COLUMN tries integer NOT NULL DEFAULT 0;
