-- Since when the OAuth server calls our requests for new tokens of a connection wrong, without naming the token.
ALTER TABLE biometric.connection ADD COLUMN doubted_since timestamptz;
