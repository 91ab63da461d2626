-- Keys are compared as bytes: nobody reads them in a language's order, and comparing by one is dear.
ALTER TABLE link
    ALTER COLUMN provider TYPE text COLLATE "C",
    ALTER COLUMN provider_user_id TYPE text COLLATE "C";
ALTER TABLE emitted_resource
    ALTER COLUMN connection_id TYPE text COLLATE "C",
    ALTER COLUMN resource_type TYPE text COLLATE "C",
    ALTER COLUMN resource_id TYPE text COLLATE "C";

-- Rows are written once and removed a day at a time, which brings the vacuum that is needed. One for the inserts alone
-- would read and write each page once more.
ALTER TABLE delivery_seen SET (autovacuum_vacuum_insert_threshold = -1);
