-- How often reading an object, or a poll, was begun and not ended, and by which process last: what ends the process is read alone after
-- three times, and then no more. As for deliveries.
ALTER TABLE fetch_task
    ADD COLUMN begun    smallint NOT NULL DEFAULT 0,
    ADD COLUMN claimant bigint   NOT NULL DEFAULT 0;
ALTER TABLE fetch_poll
    ADD COLUMN begun    smallint NOT NULL DEFAULT 0,
    ADD COLUMN claimant bigint   NOT NULL DEFAULT 0;
