-- Who replayed, redrove, paused or ran what. One table per service, in its own schema; repeatable, because every service has
-- a history of versions of its own.
CREATE TABLE IF NOT EXISTS operator_action (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    status integer,
    ended_at timestamptz
);
CREATE INDEX IF NOT EXISTS operator_action_at ON operator_action (at);
