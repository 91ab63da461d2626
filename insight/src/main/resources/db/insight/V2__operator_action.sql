-- What people did from the page: who, what, how many, when. Written before it is done; kept for 400 days.
CREATE TABLE operator_action (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now(),
    actor    text        NOT NULL,
    action   text        NOT NULL,
    subject  text        NOT NULL,
    detail   text        NOT NULL,
    count    bigint,
    outcome  text,
    ended_at timestamptz
);
CREATE INDEX operator_action_at ON operator_action (at);
