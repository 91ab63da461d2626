-- Authorisations that led to a connection, for some minutes: a browser that loads the provider's answer once more is told so.
CREATE TABLE completed_authorisation (
    state_hash    bytea       PRIMARY KEY,
    provider      text        NOT NULL,
    browser_hash  bytea       NOT NULL,
    connection_id text        COLLATE "C" NOT NULL,
    expires_at    timestamptz NOT NULL
);
CREATE INDEX completed_authorisation_by_end ON completed_authorisation (expires_at);
