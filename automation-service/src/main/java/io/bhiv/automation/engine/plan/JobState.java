package io.bhiv.automation.engine.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger keeps of a job between its runs.
 *
 * @param evaluatedTo up to where its schedule has been recorded
 * @param failures failed runs in a row
 * @param failing whether {@code onFailure} was run and {@code onRecovery} was not yet
 * @param paused why the job is paused; empty when it is not
 */
public record JobState(Instant evaluatedTo, int failures, boolean failing, Optional<String> paused) {

    public static JobState fresh(Instant now) {
        return new JobState(now, 0, false, Optional.empty());
    }

    public boolean isPaused() {
        return paused.isPresent();
    }

    public JobState withPause(Optional<String> why) {
        return new JobState(evaluatedTo, failures, failing, why);
    }

    public JobState withEvaluatedTo(Instant to) {
        return new JobState(to, failures, failing, paused);
    }
}
