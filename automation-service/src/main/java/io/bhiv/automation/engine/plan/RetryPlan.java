package io.bhiv.automation.engine.plan;

import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Policies.Retry;
import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import java.time.Duration;
import java.util.Optional;

/** Whether and when a failed attempt is repeated. */
public final class RetryPlan {

    private RetryPlan() {}

    /**
     * The wait before the next attempt, or empty to give up.
     *
     * @param made attempts made so far, at least 1
     * @param asked the wait that the target asked for; honoured up to the cap, never shortened by jitter
     * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
     */
    public static Optional<Duration> next(Retry retry, int made, Fault fault, Optional<Duration> asked, double chance) {
        if (made >= retry.attempts() || !retry.on().contains(fault)) {
            return Optional.empty();
        }
        Backoff backoff = new Backoff(retry.backoff(), retry.factor(), retry.cap(), Jitter.around(retry.jitter()));
        Duration wait = backoff.pause(made, chance);
        Duration least = asked.map(asking -> shorter(asking, retry.cap())).orElse(Duration.ZERO);
        return Optional.of(wait.compareTo(least) < 0 ? least : wait);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
