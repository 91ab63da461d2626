-- Runs of before kept no tally, though their schema had its tables. Those of the next minutes may still be written by a replica of the
-- version before, beside newer ones. A fresh schema gets the table afterwards, and nothing is older than it.
DO $$
BEGIN
    IF to_regclass('automation.event_tally_since') IS NOT NULL THEN
        INSERT INTO automation.event_tally_since VALUES (now() + interval '15 minutes');
    END IF;
END
$$;
