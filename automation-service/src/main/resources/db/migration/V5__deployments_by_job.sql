-- Retention looks for the deployments of each job, a handful among all that a topic brought.
CREATE INDEX occasion_deployments ON automation.occasion (job, recorded_at DESC) WHERE key LIKE 'deployment:%';
