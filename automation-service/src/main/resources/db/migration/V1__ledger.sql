-- What the ledger remembers of a job between its runs.
CREATE TABLE automation.job (
    name         text PRIMARY KEY,
    schedule     text        NOT NULL,
    evaluated_to timestamptz NOT NULL,
    retired_at   timestamptz,
    paused       text,
    failures     integer     NOT NULL DEFAULT 0,
    failing      boolean     NOT NULL DEFAULT false,
    -- On which side of its threshold the figure of an event job was last seen.
    above        boolean     NOT NULL DEFAULT false
) WITH (fillfactor = 50);
-- Rows are updated at every due time; room in the page keeps those updates off the index.

-- One row per due time: the only permission to run, and the record of what became of it.
CREATE TABLE automation.run (
    job              text        NOT NULL,
    due_at           timestamptz NOT NULL,
    kind             text        NOT NULL,
    state            text        NOT NULL CHECK (state IN
        ('due', 'waiting', 'running', 'succeeded', 'failed', 'skipped', 'missed', 'cancelled', 'unknown')),
    reason           text,
    replica          text,
    epoch            integer     NOT NULL DEFAULT 0,
    attempts         integer     NOT NULL DEFAULT 0,
    cancel_requested boolean     NOT NULL DEFAULT false,
    recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease_until      timestamptz,
    started_at       timestamptz,
    ended_at         timestamptz,
    PRIMARY KEY (job, due_at)
) PARTITION BY RANGE (due_at);

-- Each covers only rows that are still open, so a claim costs the same over any length of history.
CREATE INDEX run_due ON automation.run (due_at) WHERE state = 'due';
CREATE INDEX run_live ON automation.run (job) WHERE state IN ('running', 'waiting');
CREATE INDEX run_lease ON automation.run (lease_until) WHERE state = 'running';

-- Occasions that must not count twice (an event delivered again, a deployment started by three replicas).
-- Apart from run, because a unique index cannot span its partitions.
CREATE TABLE automation.occasion (
    job         text        NOT NULL,
    key         text        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (job, key)
);
CREATE INDEX occasion_age ON automation.occasion (recorded_at);
