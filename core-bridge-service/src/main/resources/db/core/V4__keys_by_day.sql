-- The name of an object follows from kind and id, and nothing reads this column any more. It stays, and is filled, for older replicas
-- beside newer ones during a rolling update. Drop it, and core.idempotency_key, with the first migration after the next release.
ALTER TABLE core.delivery ADD COLUMN IF NOT EXISTS filename text;

-- The Idempotency-Keys of updates and deliveries; narrow, and forgotten by dropping whole days. It replaces core.idempotency_key, which
-- is still read: its keys were given before, or by an older replica.
CREATE TABLE core.request_key (
    key_hash   bytea       NOT NULL,
    used_at    timestamptz NOT NULL,
    body_hash  bytea       NOT NULL,
    id         uuid        NOT NULL, -- the update, or the call that made deliveries
    session_id text                  -- of an update
) PARTITION BY RANGE (used_at);
CREATE INDEX request_key_hash ON core.request_key (key_hash);

-- Claims each key that was not used before, and returns the ids it was claimed for. A unique index cannot span days, so callers with the
-- same key take turns: each statement in here sees what was committed before its lock was granted. Locks are taken in one order, so that
-- two batches never wait for each other.
CREATE FUNCTION core.claim_keys(hashes bytea[], bodies bytea[], ids uuid[], sessions text[]) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(turn)
    FROM (SELECT DISTINCT ('x' || encode(substr(h, 1, 8), 'hex'))::bit(64)::bigint AS turn
          FROM unnest(hashes) AS h WHERE h IS NOT NULL ORDER BY 1) AS turns;
    RETURN QUERY
        INSERT INTO core.request_key AS k (key_hash, used_at, body_hash, id, session_id)
        SELECT DISTINCT ON (t.h) t.h, now(), t.b, t.i, t.s FROM unnest(hashes, bodies, ids, sessions) AS t (h, b, i, s)
        WHERE t.h IS NOT NULL
          AND NOT EXISTS (SELECT FROM core.request_key AS used WHERE used.key_hash = t.h)
          AND NOT EXISTS (SELECT FROM core.idempotency_key AS used WHERE used.key_hash = t.h)
        ORDER BY t.h, t.i
        RETURNING k.id;
END
$$;
