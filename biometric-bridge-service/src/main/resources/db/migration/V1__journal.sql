-- The journal of the biometric bridge. PostgreSQL is the truth: a row in `delivery` is what a 2xx promised.

-- Every delivery as it came, append-only, a partition a day (UTC), so that retention is a drop.
CREATE TABLE delivery (
    event_id          uuid        NOT NULL,
    received_at       timestamptz NOT NULL,
    provider          text        NOT NULL,
    channel           text        NOT NULL,
    revision          integer     NOT NULL,
    delivery_id       text,
    request_reference text,
    ordering_ms       bigint,
    late              boolean     NOT NULL,
    traceparent       text,
    body              bytea       NOT NULL
) PARTITION BY RANGE (received_at);

-- Right-most inserts only; with `delivery_seen` it also leads from an event id to its row.
CREATE INDEX delivery_by_time ON delivery (received_at);

-- Deduplication, cluster-wide: a unique index cannot span day partitions, so it has a narrow table of its own.
-- The first half of an event id is the provider's identity of the delivery, the second half its content, which makes
-- "same identity, other content" a range scan on the primary key.
CREATE TABLE delivery_seen (
    event_id    uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL,
    -- came through the provider's direct Kafka topic; a webhook with the same content is then a duplicate
    direct      boolean     NOT NULL DEFAULT false
);
CREATE INDEX delivery_seen_by_time ON delivery_seen USING brin (received_at) WITH (pages_per_range = 32);

-- What is journalled and not yet published. The row is the only memory of work to be done; it is deleted when done.
CREATE TABLE outstanding (
    received_at   timestamptz NOT NULL,
    event_id      uuid        NOT NULL,
    -- whoever holds the claim works on it; after this instant (the database's clock) anybody may
    claimed_until timestamptz NOT NULL,
    attempts      integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (received_at, event_id)
) WITH (fillfactor = 70,
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_threshold = 100000);

-- Notices that say "this object changed": kept until the fetch from the provider's API.
CREATE TABLE awaiting_fetch (
    event_id    uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL,
    provider    text        NOT NULL,
    resource    text        NOT NULL
);

-- Authentic, stored, and not publishable for now: an operator sees why and may replay.
CREATE TABLE parked (
    event_id    uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL,
    provider    text        NOT NULL,
    reason      text        NOT NULL,
    -- key of the link whose activation sets it free by itself
    waits_for   text,
    parked_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parked_by_reason ON parked (reason, parked_at);
CREATE INDEX parked_by_link ON parked (waits_for) WHERE waits_for IS NOT NULL;

-- A person's link at a provider, a row per provider user. Keeps its ids when the provider gives the person a new one.
CREATE TABLE link (
    provider         text   NOT NULL,
    provider_user_id text   NOT NULL,
    connection_id    text   NOT NULL,
    subject_id       text   NOT NULL,
    reference_id     text,
    brand            text,
    state            text   NOT NULL,
    -- order of the last change of state, epoch milliseconds; 0 for a link that data alone made
    changed_at_ms    bigint NOT NULL,
    PRIMARY KEY (provider, provider_user_id)
);

-- Which facts the newest version of a resource gave rise to, so that a later version can retract what it no longer has
-- and an older one is recognised as superseded.
CREATE TABLE emitted_resource (
    connection_id text   NOT NULL,
    resource_type text   NOT NULL,
    resource_id   text   NOT NULL,
    revision      bigint NOT NULL,
    facts         text[] NOT NULL,
    PRIMARY KEY (connection_id, resource_type, resource_id)
) WITH (fillfactor = 80);
