-- Each webhook of a person who was never seen before writes a link. Its ids are asked for by equality alone, and a hash of four bytes
-- takes a third of the room that a sorted copy of a long random text does.
DROP INDEX link_by_connection;
DROP INDEX link_by_subject;
CREATE INDEX link_by_connection ON link USING hash (connection_id);
CREATE INDEX link_by_subject ON link USING hash (subject_id);
