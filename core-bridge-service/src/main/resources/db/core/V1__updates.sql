-- What modules told the core, and how far each update has come.
-- The truth. Append-only; forgotten by dropping whole days.
CREATE TABLE core.update_journal (
    update_id   uuid        NOT NULL,
    received_at timestamptz NOT NULL, -- the millisecond inside update_id, so an id alone finds its partition
    module      text        NOT NULL,
    session_id  text        NOT NULL,
    record      bytea       NOT NULL, -- the Kafka value, as it goes out however often it goes out
    PRIMARY KEY (update_id, received_at)
) PARTITION BY RANGE (received_at);
ALTER TABLE core.update_journal ALTER COLUMN record SET STORAGE EXTERNAL;

-- Accepted and not yet synced. Narrow, and empty when all is well.
CREATE TABLE core.pending_update (
    update_id    uuid        PRIMARY KEY,
    received_at  timestamptz NOT NULL,
    accepted_at  timestamptz NOT NULL DEFAULT now(), -- by the database's clock: latency never compares two machines
    module       text        NOT NULL,
    published_at timestamptz,
    due_at       timestamptz NOT NULL,               -- when a sweeper may (again) put it on Kafka
    resends      smallint    NOT NULL DEFAULT 0
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX pending_update_unpublished ON core.pending_update (due_at) WHERE published_at IS NULL;

-- The end of the round trip; append-only, forgotten by day. By synced_at, because a replay may finish weeks later.
CREATE TABLE core.synced_update (
    update_id    uuid        NOT NULL,
    received_at  timestamptz NOT NULL,
    published_at timestamptz,
    stored_at    timestamptz NOT NULL,
    synced_at    timestamptz NOT NULL,
    object_id    text        NOT NULL
) PARTITION BY RANGE (synced_at);
CREATE INDEX synced_update_id ON core.synced_update (update_id);

-- Refused by the bucket for good: the replay list of updates.
CREATE TABLE core.parked_update (
    update_id   uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL,
    module      text        NOT NULL,
    session_id  text        NOT NULL,
    record      bytea       NOT NULL,
    reason      text        NOT NULL,
    parked_at   timestamptz NOT NULL,
    replayed_at timestamptz
);

-- Narrow, because a unique index cannot span day partitions.
CREATE TABLE core.idempotency_key (
    key_hash   bytea       PRIMARY KEY,
    body_hash  bytea       NOT NULL,
    update_id  uuid        NOT NULL,
    session_id text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_key_age ON core.idempotency_key (created_at);

-- Counters, written in the transaction that makes them true. minute = -infinity is "since ever"; module '' is all of
-- them. Slots keep batches that run at once from waiting for each other's row.
CREATE TABLE core.tally (
    module      text        NOT NULL,
    minute      timestamptz NOT NULL,
    slot        smallint    NOT NULL,
    accepted    bigint      NOT NULL DEFAULT 0,
    synced      bigint      NOT NULL DEFAULT 0,
    parked      bigint      NOT NULL DEFAULT 0,
    latency_ms  bigint      NOT NULL DEFAULT 0,
    errors      bigint      NOT NULL DEFAULT 0,
    last_synced timestamptz,
    last_published timestamptz,         -- of what was synced: how far the bucket has come in the order of publishing
    PRIMARY KEY (module, minute, slot)
) WITH (fillfactor = 50);
