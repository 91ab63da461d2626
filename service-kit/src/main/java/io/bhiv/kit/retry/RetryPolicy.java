package io.bhiv.kit.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often to try, how long to pause, and when to give up.
 *
 * @param attempts attempts in all, at least 1
 * @param totalLimit no attempt starts later than this after the first one began
 */
public record RetryPolicy(int attempts, Backoff backoff, Duration totalLimit) {

    public static final Duration NO_LIMIT = Duration.ofSeconds(Long.MAX_VALUE);

    public RetryPolicy {
        if (attempts < 1 || totalLimit.isNegative()) {
            throw new IllegalArgumentException("a retry policy needs at least one attempt and no negative times");
        }
    }

    /** What follows a failed attempt. */
    public sealed interface Next {

        /** Try again after the pause. */
        record RetryIn(Duration pause) implements Next {}

        /** That was the last attempt. */
        record AttemptsUsed(int made) implements Next {}

        /** The next attempt would start beyond the total limit. */
        record LimitReached(Duration totalLimit) implements Next {}
    }

    /**
     * Decides after a failure that may pass by itself.
     *
     * @param made attempts that were made so far, this one included; one that an open breaker stopped was not made
     * @param elapsed since the first attempt began
     * @param asked the pause that the other side asked for; honoured where it is longer
     * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
     */
    public Next next(int made, Duration elapsed, @Nullable Duration asked, double chance) {
        if (made >= attempts) {
            return new Next.AttemptsUsed(made);
        }
        Duration pause = backoff.pause(Math.max(1, made), chance);
        if (asked != null && asked.compareTo(pause) > 0) {
            pause = asked;
        }
        boolean late = elapsed.compareTo(totalLimit.minus(pause)) > 0;
        return late ? new Next.LimitReached(totalLimit) : new Next.RetryIn(pause);
    }
}
