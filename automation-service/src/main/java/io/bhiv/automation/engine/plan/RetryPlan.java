package io.bhiv.automation.engine.plan;

import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Policies.Retry;
import java.time.Duration;
import java.util.Optional;

/** Whether and when a failed attempt is made again. */
public final class RetryPlan {

    private RetryPlan() {}

    /**
     * The wait before the next attempt, or empty to give up.
     *
     * @param made attempts made so far, at least 1
     * @param asked how long the other side asked us to stay away; honoured up to the cap, never shortened by jitter
     * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
     */
    public static Optional<Duration> next(Retry retry, int made, Fault fault, Optional<Duration> asked, double chance) {
        if (made >= retry.attempts() || !retry.on().contains(fault)) {
            return Optional.empty();
        }
        Duration wait = jittered(backoff(retry, made), retry.jitter(), chance);
        Duration floor = asked.map(a -> shorter(a, retry.cap())).orElse(Duration.ZERO);
        return Optional.of(wait.compareTo(floor) < 0 ? floor : wait);
    }

    private static Duration backoff(Retry retry, int made) {
        double millis = (double) retry.backoff().toMillis() * Math.pow(retry.factor(), made - 1.0);
        return Duration.ofMillis((long) Math.min(millis, (double) retry.cap().toMillis()));
    }

    private static Duration jittered(Duration wait, double jitter, double chance) {
        double scale = 1 - jitter + 2 * jitter * chance;
        return Duration.ofNanos((long) ((double) wait.toNanos() * scale));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
