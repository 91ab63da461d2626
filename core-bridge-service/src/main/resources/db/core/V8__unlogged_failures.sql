-- Failures that were sent again before their line was in failed_core_sends.log: the row of a delivery that begins anew forgets how it
-- ended. A row leaves when its line is on the disk.
CREATE TABLE core.unlogged_failure (
    delivery_id uuid        NOT NULL,
    kind        text        NOT NULL,
    attempts    smallint    NOT NULL,
    outcome     text        NOT NULL,
    finished_at timestamptz NOT NULL,
    payload     bytea       NOT NULL,
    PRIMARY KEY (delivery_id, finished_at)
);
