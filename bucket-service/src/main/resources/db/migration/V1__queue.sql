-- The PRANA queue. PostgreSQL is the truth; its clock alone decides what is due and which lease lives.
--
-- What is written once lies in partitions by day and leaves by DROP: packet, packet_history.
-- What changes is narrow and holds live work only: packet_state. A packet that is done leaves it, so the claim
-- never meets history. packet_key is the one place that knows every packet id, because a unique index cannot
-- span partitions.

CREATE SEQUENCE packet_seq;

-- Every accepted packet as it came. Append-only.
CREATE TABLE packet (
    received_at timestamptz NOT NULL,
    seq         bigint      NOT NULL,
    packet_id   text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    -- json, not jsonb: keeps what was sent, letter by letter, also what jsonb refuses (NUL escapes, huge exponents).
    body        json        NOT NULL,
    PRIMARY KEY (received_at, seq)
) PARTITION BY RANGE (received_at);
CREATE INDEX packet_subject ON packet (subject, seq DESC);

-- Deduplication and the way from a packet id to its row.
CREATE TABLE packet_key (
    packet_id   text COLLATE "C" PRIMARY KEY,
    seq         bigint      NOT NULL,
    received_at timestamptz NOT NULL,
    -- Of the canonical body; null where we made the id, which then cannot be sent twice by accident.
    digest      text COLLATE "C"
);
CREATE INDEX packet_key_age ON packet_key USING brin (received_at);

-- Live work only. due_at is when the packet may be claimed (again): its arrival, the end of its lease or of its
-- back-off. One index therefore serves fresh, expired and backed-off packets alike.
CREATE TABLE packet_state (
    seq         bigint      PRIMARY KEY,
    received_at timestamptz NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    due_at      timestamptz NOT NULL,
    lease_id    uuid,
    -- Claims so far, redrives included; never goes back, so it fences.
    epoch       integer     NOT NULL DEFAULT 0,
    attempts    smallint    NOT NULL DEFAULT 0,
    -- The lease in hand is the last one: when it runs out the packet is dead and not claimed again.
    last_try    boolean     NOT NULL DEFAULT false,
    reasons     text[]
) WITH (
    fillfactor = 70,
    -- A queue turns its whole table over in minutes; the defaults wait for a fifth of it to be dead.
    autovacuum_vacuum_scale_factor = 0.0,
    autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0.0,
    autovacuum_vacuum_insert_threshold = 200000,
    autovacuum_analyze_scale_factor = 0.0,
    autovacuum_analyze_threshold = 50000,
    autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX packet_state_due ON packet_state (due_at, seq);
CREATE INDEX packet_state_spent ON packet_state (due_at) WHERE last_try;
CREATE INDEX packet_state_subject ON packet_state (subject, seq);

-- What was done, append-only.
CREATE TABLE packet_history (
    processed_at timestamptz NOT NULL,
    seq          bigint      NOT NULL,
    epoch        integer     NOT NULL,
    attempts     smallint    NOT NULL,
    lease_id     uuid,
    actions      json        NOT NULL
) PARTITION BY RANGE (processed_at);
CREATE INDEX packet_history_seq ON packet_history (seq);

-- Packets that used up their attempts. Few; an operator reads and redrives them.
CREATE TABLE packet_dead (
    seq         bigint      PRIMARY KEY,
    received_at timestamptz NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    died_at     timestamptz NOT NULL,
    epoch       integer     NOT NULL,
    attempts    smallint    NOT NULL,
    reasons     text[]      NOT NULL
);

-- Totals as a sum of deltas: every writer appends, nobody waits for a shared row, and the sum is exact in any
-- snapshot. Folded into fewer rows in the background.
CREATE TABLE tally (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received  bigint NOT NULL DEFAULT 0,
    processed bigint NOT NULL DEFAULT 0,
    dead      bigint NOT NULL DEFAULT 0,
    -- Dead packets whose retention ended.
    discarded bigint NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- One row per committed batch that Kafka has not confirmed yet: its packets are those of first_seq..last_seq at
-- received_at that carry the batch. A row per packet would double the writes of intake.
CREATE TABLE packet_outbox (
    batch       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL,
    seqs        bigint[]    NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Who empties the outbox just now. One at a time, so that a user's packets reach Kafka in their order.
CREATE TABLE relay_claim (
    name   text PRIMARY KEY,
    holder uuid        NOT NULL,
    until  timestamptz NOT NULL
);

-- Today's partitions and a week's, so that the first packet finds one; the service keeps them ahead from then on.
DO $$
DECLARE
    parent text;
    day date;
BEGIN
    FOREACH parent IN ARRAY ARRAY['packet', 'packet_history'] LOOP
        FOR ahead IN -1..7 LOOP
            day := (now() AT TIME ZONE 'UTC')::date + ahead;
            EXECUTE format('CREATE TABLE bucket.%I PARTITION OF bucket.%I FOR VALUES FROM (%L) TO (%L)',
                parent || '_' || to_char(day, 'YYYYMMDD'), parent,
                day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        END LOOP;
    END LOOP;
END
$$;
