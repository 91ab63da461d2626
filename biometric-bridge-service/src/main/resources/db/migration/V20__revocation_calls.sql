-- Until when a provider may be ending its side of the connection. Apart from claimed_until, which also is the pause before the next try.
ALTER TABLE connection ADD COLUMN revoking_until timestamptz NOT NULL DEFAULT '-infinity';
