-- Lets the relay take as many batches at once as memory allows: many small ones or few large ones.
ALTER TABLE packet_outbox ADD COLUMN bytes bigint NOT NULL DEFAULT 0;
