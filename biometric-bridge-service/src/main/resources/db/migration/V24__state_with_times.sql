-- Format 3 of a person's state is ours now. The index of due people that the version before uses stays as long as that may run: it holds
-- nobody whose state this version has written, and so costs nothing.
CREATE INDEX person_due_of_format_3 ON person (due_at) WHERE due_at IS NOT NULL AND (format < 4 OR format > 127);
DROP INDEX person_of_newer_format;
CREATE INDEX person_of_newer_format ON person (format) WHERE format > 3;
