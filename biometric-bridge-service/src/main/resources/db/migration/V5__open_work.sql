-- A delivery can be about an object that was fetched: whose, of which type, which, and which version of it.
ALTER TABLE delivery
    ADD COLUMN about_user    text,
    ADD COLUMN about_type    text,
    ADD COLUMN about_object  text,
    ADD COLUMN about_version text;

-- Claims since the last known end. Only a process that ended in the middle leaves one behind, so the same process claiming
-- again counts nothing. What was begun three times is taken alone; what was begun once more is parked as CRASHED.
ALTER TABLE outstanding
    ADD COLUMN begun    smallint NOT NULL DEFAULT 0,
    ADD COLUMN claimant bigint   NOT NULL DEFAULT 0;
CREATE INDEX outstanding_suspect ON outstanding (received_at) WHERE begun >= 3;

-- What an operator gave up stays visible, with its reason, for as long as its day is kept.
ALTER TABLE parked ADD COLUMN discarded_at timestamptz;
-- Retention asks for the days in which something is open.
CREATE INDEX parked_by_time ON parked (received_at);
CREATE INDEX awaiting_fetch_by_time ON awaiting_fetch (received_at);
-- Without its summaries the index finds nothing, and removing old ids would read the whole table.
ALTER INDEX delivery_seen_by_time SET (autosummarize = on);
