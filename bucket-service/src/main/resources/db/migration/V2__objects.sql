-- Core updates as stored objects, unique by the id that core-bridge gave them.
CREATE TABLE object (
    update_id   uuid PRIMARY KEY,
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    module      text COLLATE "C" NOT NULL,
    session_id  text COLLATE "C" NOT NULL,
    received_at timestamptz NOT NULL,
    stored_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    data        json        NOT NULL,
    -- Fields the sender added beside data.
    extra       json        NOT NULL
);
CREATE INDEX object_module ON object (module, seq DESC);
CREATE INDEX object_session ON object (session_id, seq DESC);
CREATE INDEX object_newest ON object (seq DESC);
