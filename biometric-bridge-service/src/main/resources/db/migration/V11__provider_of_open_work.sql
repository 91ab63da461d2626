-- Whose work is open, for the tally and the figures of each intake. Null on rows of replicas of earlier versions.
ALTER TABLE outstanding ADD COLUMN provider text COLLATE "C";
