-- What the page keeps. Events and figures are partitioned by day and dropped whole; partitions are made by the service.

-- The highest sequence of each boot whose record is counted: another copy of a record changes nothing.
CREATE TABLE boot (
    boot          uuid PRIMARY KEY,
    service       text        NOT NULL,
    replica       text        NOT NULL,
    last_sequence bigint      NOT NULL,
    last_at       timestamptz NOT NULL
);
CREATE INDEX boot_last_at ON boot (last_at);

CREATE TABLE event (
    at         timestamptz NOT NULL,
    boot       uuid        NOT NULL,
    sequence   bigint      NOT NULL,
    service    text        NOT NULL,
    replica    text        NOT NULL,
    kind       text        NOT NULL,
    severity   text        NOT NULL,
    subject    text        NOT NULL,
    reason     text        NOT NULL,
    detail     text        NOT NULL,
    count      bigint      NOT NULL,
    suppressed bigint      NOT NULL,
    -- The time is part of it, because a unique index cannot span partitions; a record's time never changes.
    PRIMARY KEY (boot, sequence, at)
) PARTITION BY RANGE (at);
CREATE INDEX event_at ON event (at);

CREATE TABLE minute_count (
    minute  timestamptz NOT NULL,
    service text COLLATE "C" NOT NULL,
    intake  text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    reason  text COLLATE "C" NOT NULL,
    count   bigint      NOT NULL,
    -- The series first: a chart reads one series over many minutes.
    PRIMARY KEY (service, intake, outcome, reason, minute)
) PARTITION BY RANGE (minute);

CREATE TABLE minute_timing (
    minute  timestamptz NOT NULL,
    service text COLLATE "C" NOT NULL,
    name    text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    count   bigint      NOT NULL,
    sum_ms  double precision NOT NULL,
    p50_ms  double precision NOT NULL,
    p95_ms  double precision NOT NULL,
    p99_ms  double precision NOT NULL,
    PRIMARY KEY (service, name, subject, minute)
) PARTITION BY RANGE (minute);
