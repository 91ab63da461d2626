-- How far a recovery has come, for every replica: null for every other action. The one that runs it moves the row before each second's
-- worth; a row that runs and has not moved for two minutes has lost its process.
ALTER TABLE operator_action
    ADD COLUMN recovery uuid,
    ADD COLUMN target   text,
    ADD COLUMN reason   text,
    ADD COLUMN provider text,
    ADD COLUMN most     integer,
    ADD COLUMN rate     integer,
    ADD COLUMN total    integer,
    ADD COLUMN asked    integer,
    ADD COLUMN sent     integer,
    ADD COLUMN state    text CHECK (state IN ('running', 'done', 'stopped')),
    ADD COLUMN note     text,
    ADD COLUMN moved_at timestamptz;
CREATE UNIQUE INDEX operator_action_recovery ON operator_action (recovery) WHERE recovery IS NOT NULL;
-- At most one of each target at a time, whichever replica was asked.
CREATE UNIQUE INDEX operator_action_running ON operator_action (target) WHERE state = 'running';
