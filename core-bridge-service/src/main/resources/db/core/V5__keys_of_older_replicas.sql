-- During a rolling update an older replica claims keys in core.idempotency_key alone. A key that a newer replica has in
-- core.request_key gets a row there that names the first update: the older replica then answers with that one and stores nothing.
-- Takes the same lock as core.claim_keys, so that one of two replicas that claim a key at once sees the other. Goes with the table.
CREATE FUNCTION core.name_first_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first record;
BEGIN
    PERFORM pg_advisory_xact_lock(('x' || encode(substr(NEW.key_hash, 1, 8), 'hex'))::bit(64)::bigint);
    SELECT body_hash, id, coalesce(session_id, '') AS session_id INTO first FROM core.request_key
    WHERE key_hash = NEW.key_hash ORDER BY used_at LIMIT 1;
    IF FOUND THEN
        NEW.body_hash := first.body_hash;
        NEW.update_id := first.id;
        NEW.session_id := first.session_id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER name_first_update BEFORE INSERT ON core.idempotency_key
    FOR EACH ROW EXECUTE FUNCTION core.name_first_update();
