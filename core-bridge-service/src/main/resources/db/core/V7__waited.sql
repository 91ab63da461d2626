-- For how long, since its first attempt, a delivery was due and could not be called: no part of its total limit. Older replicas have
-- moved first_attempt_at instead, which then was no longer the first attempt.
ALTER TABLE core.delivery ADD COLUMN waited interval NOT NULL DEFAULT '0';
