-- Why an update is parked, as a name that can be counted; the text beside it is for people. NULL in the row of one that is replayed.
ALTER TABLE core.parked_update ADD COLUMN reason_code text;

-- During a rolling update an older replica parks and replays without the name. What it parks gets the one that follows from its text: two
-- texts were about Kafka, all others came from the bucket. Goes with the first migration after the next release; the column stays.
CREATE FUNCTION core.name_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.replayed_at IS NOT NULL THEN
        NEW.reason_code := NULL;
    ELSIF NEW.reason_code IS NULL THEN
        NEW.reason_code := CASE NEW.reason
            WHEN 'Kafka takes no record of this size' THEN 'too_large_for_kafka'
            WHEN 'Kafka does not take this record' THEN 'refused_by_kafka'
            ELSE 'rejected_by_bucket' END;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER name_reason BEFORE INSERT OR UPDATE ON core.parked_update
    FOR EACH ROW EXECUTE FUNCTION core.name_reason();

-- Those that are parked already.
UPDATE core.parked_update SET reason_code = NULL WHERE replayed_at IS NULL;

-- They are counted every few seconds, without reading their records.
CREATE INDEX parked_update_reason ON core.parked_update (reason_code) WHERE replayed_at IS NULL;
