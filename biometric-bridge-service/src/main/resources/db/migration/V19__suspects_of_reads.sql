-- What is read alone is looked for every few seconds: without these, in all that is to be read.
CREATE INDEX fetch_task_suspect ON fetch_task (due_at) WHERE begun >= 3;
CREATE INDEX fetch_poll_suspect ON fetch_poll (due_at) WHERE begun >= 3;
