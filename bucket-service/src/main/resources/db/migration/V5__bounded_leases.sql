-- Size of the body: bounds a lease in bytes without reading the bodies.
ALTER TABLE packet_state ADD COLUMN bytes integer NOT NULL DEFAULT 0;
-- The lease under which the packet was last given back: a failure that is reported twice counts once.
ALTER TABLE packet_state ADD COLUMN given_back_by uuid;
