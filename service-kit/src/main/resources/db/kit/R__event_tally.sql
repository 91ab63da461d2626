-- What became of the events that were received in each minute, written in the transactions that did it. One table per service, in its
-- own schema; repeatable, because every service has a history of versions of its own.
CREATE TABLE IF NOT EXISTS event_tally (
    minute    timestamptz NOT NULL, -- of receipt, whenever the rest happened
    intake    text COLLATE "C" NOT NULL,
    refused   bigint NOT NULL DEFAULT 0,
    duplicate bigint NOT NULL DEFAULT 0,
    stored    bigint NOT NULL DEFAULT 0,
    published bigint NOT NULL DEFAULT 0,
    parked    bigint NOT NULL DEFAULT 0,
    dead      bigint NOT NULL DEFAULT 0,
    dropped   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (minute, intake)
) WITH (fillfactor = 70);

-- What was not added to it yet: writers only append, so that none waits for another, and no index costs them anything. A row for each
-- batch, minute and intake. Folded every few seconds.
CREATE TABLE IF NOT EXISTS event_tally_delta (
    minute    timestamptz NOT NULL,
    intake    text COLLATE "C" NOT NULL,
    refused   bigint NOT NULL DEFAULT 0,
    duplicate bigint NOT NULL DEFAULT 0,
    stored    bigint NOT NULL DEFAULT 0,
    published bigint NOT NULL DEFAULT 0,
    parked    bigint NOT NULL DEFAULT 0,
    dead      bigint NOT NULL DEFAULT 0,
    dropped   bigint NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_threshold = -1);

-- Events received before are not compared: a version that kept no tally took them.
CREATE TABLE IF NOT EXISTS event_tally_since (since timestamptz NOT NULL);
INSERT INTO event_tally_since SELECT now() WHERE NOT EXISTS (SELECT FROM event_tally_since);
