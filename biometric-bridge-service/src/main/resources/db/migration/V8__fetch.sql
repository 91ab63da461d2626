-- Objects that a provider announced or that a poll looks for, and what is known of those that were read.

-- The clock of everything below. A function of its own, so that a test can let hours pass.
CREATE FUNCTION biometric.fetch_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

-- One row for each object that must be read, however many notices named it. It goes when the object was read, was
-- deleted, or is given up; no age ends it.
CREATE TABLE fetch_task (
    connection_id text        COLLATE "C" NOT NULL,
    object_type   text        COLLATE "C" NOT NULL,
    object_id     text        COLLATE "C" NOT NULL,
    provider      text        COLLATE "C" NOT NULL,
    -- grows with each notice, so that a fetch that began before the last one does not end the task
    notices       integer     NOT NULL DEFAULT 1,
    noticed_at    timestamptz NOT NULL,
    due_at        timestamptz NOT NULL,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    -- attempts that failed for this reason; both begin anew with a new notice or another reason
    attempts      integer     NOT NULL DEFAULT 0,
    reason        text,
    PRIMARY KEY (connection_id, object_type, object_id)
) WITH (fillfactor = 70);
CREATE INDEX fetch_task_due ON fetch_task (provider, due_at);

-- The notices of a task are settled with it.
ALTER TABLE awaiting_fetch
    ADD COLUMN connection_id text COLLATE "C",
    ADD COLUMN object_id     text COLLATE "C";
CREATE INDEX awaiting_fetch_by_object ON awaiting_fetch (connection_id, resource, object_id);

-- Notices that were kept before objects could be read are processed again, which makes tasks of them.
WITH moved AS (
  DELETE FROM awaiting_fetch RETURNING received_at, event_id
)
INSERT INTO outstanding (received_at, event_id, claimed_until)
SELECT received_at, event_id, now() FROM moved
ON CONFLICT DO NOTHING;

-- The last version of an object that is in the journal, or the fact that the object was deleted, which nothing undoes.
CREATE TABLE fetched_object (
    connection_id text        COLLATE "C" NOT NULL,
    object_type   text        COLLATE "C" NOT NULL,
    object_id     text        COLLATE "C" NOT NULL,
    version       text,
    fetched_at    timestamptz,
    deleted_at    timestamptz,
    PRIMARY KEY (connection_id, object_type, object_id)
) WITH (fillfactor = 90);

-- Our application at a provider, over all replicas.
CREATE TABLE fetch_application (
    provider              text        COLLATE "C" PRIMARY KEY,
    -- the provider asked to be left alone until then
    paused_until          timestamptz NOT NULL DEFAULT '-infinity',
    subscriptions_due     timestamptz NOT NULL DEFAULT '-infinity',
    -- what the last look at our subscriptions found: how many are missing, and when the first of the others ends
    subscriptions_missing integer,
    subscriptions_end_at  timestamptz
);

-- Calls made, in slots of a sixtieth of their window.
CREATE TABLE fetch_usage (
    provider text    COLLATE "C" NOT NULL,
    window_s integer NOT NULL,
    slot     bigint  NOT NULL,
    calls    integer NOT NULL,
    PRIMARY KEY (provider, window_s, slot)
) WITH (fillfactor = 70);

-- What is read of a connection without a notice: the past of a new one, and since then what notices may have missed.
CREATE TABLE fetch_poll (
    connection_id  text        COLLATE "C" NOT NULL,
    object_type    text        COLLATE "C" NOT NULL,
    provider       text        COLLATE "C" NOT NULL,
    -- days that are still to be filled back, the newest first; equal or reversed once nothing is left
    backfill_from  date        NOT NULL,
    backfill_until date        NOT NULL,
    due_at         timestamptz NOT NULL,
    claimed_until  timestamptz NOT NULL DEFAULT '-infinity',
    attempts       integer     NOT NULL DEFAULT 0,
    reason         text,
    polled_at      timestamptz,
    -- last notice
    heard_at       timestamptz NOT NULL,
    PRIMARY KEY (connection_id, object_type)
);
CREATE INDEX fetch_poll_due ON fetch_poll (provider, due_at);
