package io.bhiv.kit.call;

import io.bhiv.kit.start.StartupProblem;
import java.time.Duration;
import java.util.List;

/**
 * The two limits of a call behind a breaker, with their keys: its own, and that of a trial, which a breaker ends once it has lasted as
 * long as the breaker was open ({@link BreakerSettings}). So does each call that follows a failure.
 *
 * @param openForKey key of the second
 * @param callKey key, or sum of keys, of the first
 */
public record TrialLimit(String openForKey, Duration openFor, String callKey, Duration call) {

    /**
     * Warns where a trial ends sooner: a destination that answers in between works until it fails once, and is never found to be back.
     * One that answers at once is not harmed, which is why nothing is refused.
     */
    public List<StartupProblem> problems() {
        return openFor.compareTo(call) >= 0
                ? List.of()
                : List.of(StartupProblem.warning(
                        openForKey,
                        "a trial ends after %d ms, other calls by %s after %d ms: what answers in between is never found to be back"
                                .formatted(openFor.toMillis(), callKey, call.toMillis()),
                        "Raise it to " + callKey));
    }
}
