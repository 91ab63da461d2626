-- Firings of which nobody was notified, and why: what explains a silence. Written in the transaction that stores the state they came of.
CREATE TABLE suppressed_firing (
    subject_id   text        COLLATE "C" NOT NULL,
    night        date        NOT NULL,
    rule         text        NOT NULL,
    severity     text        NOT NULL,
    reason       text        NOT NULL,
    -- the night on which the episode began
    opened_on    date        NOT NULL,
    explanation  text        NOT NULL,
    evaluated_at timestamptz NOT NULL,
    PRIMARY KEY (subject_id, night, rule)
);
CREATE INDEX suppressed_firing_by_time ON suppressed_firing (evaluated_at);

-- The clock by which nights close. A function of its own, so that a test can let days pass.
CREATE FUNCTION biometric.person_clock() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()';
