-- A person is named by the reference of our customer where nights are tagged, and where people list and end connections. Without these,
-- each of that reads all links, or all connections. Nulls take no room in a hash.
CREATE INDEX link_by_reference ON link USING hash (reference_id);
CREATE INDEX connection_by_reference ON connection USING hash (reference_id);
