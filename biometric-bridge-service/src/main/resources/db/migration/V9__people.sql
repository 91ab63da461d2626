-- What reached us of a person's nights and was not evaluated yet: a row for each delivery, written by its settlement. No index and no
-- number, because each settlement pays for them: the loop reads some rows from the front and addresses them by their place.
CREATE TABLE person_arrival (
    subject_id    text COLLATE "C" NOT NULL,
    connection_id text NOT NULL,
    -- lines of trigger.ArrivalText
    arrivals      text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
        autovacuum_vacuum_insert_threshold = -1);

-- What the trigger engine remembers of a person: baselines, open nights, episodes. Never larger than 24 KiB.
CREATE TABLE person (
    subject_id text        COLLATE "C" PRIMARY KEY,
    state      bytea       NOT NULL DEFAULT '',
    -- when a night closes although nothing arrives
    due_at     timestamptz,
    -- our code failed on this person: nothing is evaluated before, and what arrives until then is kept here
    retry_at   timestamptz NOT NULL DEFAULT '-infinity',
    kept       text        NOT NULL DEFAULT ''
) WITH (fillfactor = 80);
CREATE INDEX person_due ON person (due_at) WHERE due_at IS NOT NULL;

-- Triggers that fired and are not on Kafka yet, written in the transaction that stores the state they came of.
CREATE TABLE trigger_outbox (
    trigger_id    uuid        PRIMARY KEY,
    subject_id    text        NOT NULL,
    tenant_id     text        NOT NULL,
    rule          text        NOT NULL,
    severity      text        NOT NULL,
    fired_at      timestamptz NOT NULL,
    body          bytea       NOT NULL,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX trigger_outbox_due ON trigger_outbox (claimed_until, fired_at);

-- Whether a person, or the connection that measured something, is still connected.
CREATE INDEX link_by_connection ON link (connection_id);
CREATE INDEX link_by_subject ON link (subject_id);
