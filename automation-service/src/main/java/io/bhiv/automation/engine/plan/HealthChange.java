package io.bhiv.automation.engine.plan;

import io.bhiv.automation.engine.job.Policies;
import java.util.Optional;

/**
 * What the end of a run means for its job: a new state, and at most one notice.
 *
 * <p>A notice is given on the change alone, never again while the state lasts: a job that fails a thousand times runs
 * {@code onFailure} once, and its next success runs {@code onRecovery} once. Skipped and cancelled runs are no evidence about
 * health and change nothing.
 */
public record HealthChange(JobState state, Optional<Notice> notice) {

    public enum Notice {
        FAILURE("on-failure"),
        RECOVERY("on-recovery");

        private final String suffix;

        Notice(String suffix) {
            this.suffix = suffix;
        }

        /** The ledger name under which the notice of a job is run; no job can be called so, a name holds no slash. */
        public String jobName(String job) {
            return job + "/" + suffix;
        }
    }

    /** How a run ended, as far as its job's health goes. */
    public enum Verdict {
        GOOD,
        BAD,
        NEITHER
    }

    public static HealthChange of(Policies policies, JobState before, Verdict verdict) {
        return switch (verdict) {
            case NEITHER -> new HealthChange(before, Optional.empty());
            case GOOD ->
                new HealthChange(
                        new JobState(before.evaluatedTo(), 0, false, before.paused()),
                        before.failing() ? Optional.of(Notice.RECOVERY) : Optional.empty());
            case BAD -> failed(policies, before);
        };
    }

    private static HealthChange failed(Policies policies, JobState before) {
        int failures = before.failures() + 1;
        boolean failing = before.failing() || failures >= policies.failureAfter();
        boolean pauses = policies.pauseAfter() > 0 && failures >= policies.pauseAfter() && !before.isPaused();
        Optional<String> paused =
                pauses ? Optional.of("paused after " + failures + " failed runs in a row") : before.paused();
        return new HealthChange(
                new JobState(before.evaluatedTo(), failures, failing, paused),
                failing && !before.failing() ? Optional.of(Notice.FAILURE) : Optional.empty());
    }
}
