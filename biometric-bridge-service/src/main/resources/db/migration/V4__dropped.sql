-- What a rule dropped: a whole delivery, or records of a delivery whose other records were published. Not a state of the work, which
-- has ended, but the memory that a replay by rule needs.
CREATE TABLE dropped (
    received_at timestamptz NOT NULL,
    event_id    uuid        NOT NULL,
    provider    text        NOT NULL,
    rule        text        NOT NULL,
    records     bigint      NOT NULL,
    whole       boolean     NOT NULL,
    PRIMARY KEY (received_at, event_id, rule)
);
