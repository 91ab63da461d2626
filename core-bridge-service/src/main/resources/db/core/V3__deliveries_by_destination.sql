-- Each destination is claimed for itself, so that a backlog of one is not read to find what is due for the other.
CREATE INDEX delivery_due_by_destination ON core.delivery (destination, due_at) WHERE state = 'pending';
DROP INDEX core.delivery_due;
