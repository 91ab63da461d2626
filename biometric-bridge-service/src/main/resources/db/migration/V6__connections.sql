-- Links between persons and providers that were made by a person's consent (OAuth 2.0), and the tokens that came of it.
CREATE TABLE connection (
    connection_id    text        COLLATE "C" PRIMARY KEY,
    provider         text        COLLATE "C" NOT NULL,
    provider_user_id text        COLLATE "C" NOT NULL,
    reference_id     text,
    state            text        NOT NULL CHECK (state IN ('ACTIVE', 'DEGRADED', 'REVOKED')),
    -- why it is not ACTIVE; a word of ours, never the provider's text
    reason           text,
    -- order of the changes of state, epoch milliseconds; grows with each
    changed_at_ms    bigint      NOT NULL,
    -- the last change that stands in the journal as a delivery
    noticed_at_ms    bigint      NOT NULL DEFAULT 0,
    scopes_asked     text[]      NOT NULL,
    scopes_granted   text[]      NOT NULL,
    -- both tokens, sealed with AES-GCM; null once the provider's side of the link has ended
    tokens           bytea,
    tokens_key       text,
    -- counts the pairs; a pair is replaced only by who used it
    tokens_version   integer     NOT NULL DEFAULT 1,
    access_until     timestamptz,
    -- one replica at a time calls the OAuth server for a connection
    claimed_until    timestamptz NOT NULL DEFAULT '-infinity',
    failures         integer     NOT NULL DEFAULT 0,
    connected_at     timestamptz NOT NULL DEFAULT now(),
    refreshed_at     timestamptz,
    -- of edits by people
    version          integer     NOT NULL DEFAULT 0,
    UNIQUE (provider, provider_user_id)
);
CREATE INDEX connection_unnoticed ON connection (changed_at_ms) WHERE noticed_at_ms < changed_at_ms;
CREATE INDEX connection_to_revoke ON connection (claimed_until) WHERE state = 'REVOKED' AND tokens IS NOT NULL;

-- Authorisations under way: what a callback must match. Hashes, because whoever reads this table must not be able to end one.
CREATE TABLE authorisation (
    state_hash   bytea       PRIMARY KEY,
    provider     text        NOT NULL,
    browser_hash bytea       NOT NULL,
    reference_id text,
    verifier     text,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX authorisation_by_end ON authorisation (expires_at);

-- Permission for one person to begin, handed out to the application that knows the person.
CREATE TABLE connect_ticket (
    ticket_hash  bytea       PRIMARY KEY,
    provider     text        NOT NULL,
    reference_id text        NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX connect_ticket_by_end ON connect_ticket (expires_at);
