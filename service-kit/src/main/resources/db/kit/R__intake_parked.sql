-- Records from Kafka that the service could not take: where each lies, why, and its first bytes.
CREATE TABLE IF NOT EXISTS intake_parked (
    topic         text COLLATE "C" NOT NULL,
    partition_no  integer     NOT NULL,
    record_offset bigint      NOT NULL,
    reason        text        NOT NULL,
    value_size    bigint      NOT NULL, -- of the whole value; -1 where the record has none
    value         bytea,
    first_seen    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition_no, record_offset)
);
CREATE INDEX IF NOT EXISTS intake_parked_age ON intake_parked (first_seen);

-- When somebody last tried to take it again: it stands behind those that were parked or tried before then. How long it is kept counts from
-- first_seen.
ALTER TABLE intake_parked ADD COLUMN IF NOT EXISTS tried_at timestamptz;
CREATE INDEX IF NOT EXISTS intake_parked_turn ON intake_parked (coalesce(tried_at, first_seen));
