-- What has to reach BHIV Core or BHIV Bucket. A delivery ends delivered or failed; the failed ones are the replay list.
CREATE TABLE core.delivery (
    delivery_id      uuid        PRIMARY KEY,
    kind             text        NOT NULL CHECK (kind IN ('payload', 'execution', 'reward')),
    destination      text        NOT NULL CHECK (destination IN ('core', 'bucket')),
    filename         text,
    payload          bytea       NOT NULL,
    state            text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts         smallint    NOT NULL DEFAULT 0,
    replays          smallint    NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL DEFAULT now(),
    first_attempt_at timestamptz,
    due_at           timestamptz NOT NULL,
    finished_at      timestamptz,
    outcome          text,                           -- the last word about it, safe to show
    logged           boolean     NOT NULL DEFAULT true -- false while a failure still has to be appended to the file
);
CREATE INDEX delivery_due ON core.delivery (due_at) WHERE state = 'pending';
CREATE INDEX delivery_failed ON core.delivery (destination, finished_at) WHERE state = 'failed';
CREATE INDEX delivery_unlogged ON core.delivery (finished_at) WHERE NOT logged;
CREATE INDEX delivery_done ON core.delivery (finished_at) WHERE state = 'delivered';
