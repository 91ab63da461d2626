package io.bhiv.automation.engine.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger remembers of a job between its runs.
 *
 * @param evaluatedTo up to where its schedule has been recorded
 * @param failures failed runs in a row
 * @param failing whether {@code onFailure} was run and {@code onRecovery} was not yet
 * @param paused why the job is paused; empty when it is not
 */
public record Standing(Instant evaluatedTo, int failures, boolean failing, Optional<String> paused) {

    public static Standing fresh(Instant now) {
        return new Standing(now, 0, false, Optional.empty());
    }

    public boolean isPaused() {
        return paused.isPresent();
    }

    public Standing withPause(Optional<String> why) {
        return new Standing(evaluatedTo, failures, failing, why);
    }

    public Standing withEvaluatedTo(Instant to) {
        return new Standing(to, failures, failing, paused);
    }
}
