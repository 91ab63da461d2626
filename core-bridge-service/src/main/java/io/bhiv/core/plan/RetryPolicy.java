package io.bhiv.core.plan;

import java.time.Duration;

/**
 * When to try again: after {@code firstPause}, then twice as long each time, each pause lengthened by up to
 * {@code jitter} of itself so that many failures do not return together. A {@code Retry-After} is honoured where it is
 * longer. Nothing starts beyond {@code totalLimit} after the first attempt.
 *
 * @param attempts attempts in all, at least 1
 * @param jitter 0 to 1
 */
public record RetryPolicy(int attempts, Duration firstPause, double jitter, Duration totalLimit) {

    public RetryPolicy {
        if (attempts < 1 || firstPause.isNegative() || jitter < 0 || jitter > 1 || totalLimit.isNegative()) {
            throw new IllegalArgumentException("a retry policy needs at least one attempt and no negative times");
        }
    }

    /**
     * What follows an attempt that ended so.
     *
     * @param made attempts made so far, this one included
     * @param elapsed since the first attempt began
     * @param random 0 (inclusive) to 1 (exclusive)
     */
    public NextStep after(AttemptOutcome outcome, int made, Duration elapsed, double random) {
        return switch (outcome) {
            case AttemptOutcome.Delivered(String proof) -> new NextStep.Done(proof);
            case AttemptOutcome.Refused(String reason) -> new NextStep.GiveUp(reason);
            case AttemptOutcome.Unavailable unavailable -> again(unavailable, made, elapsed, random);
        };
    }

    private NextStep again(AttemptOutcome.Unavailable unavailable, int made, Duration elapsed, double random) {
        if (made >= attempts) {
            return new NextStep.GiveUp(unavailable.reason() + ", after " + made + " attempts");
        }
        Duration pause = backoff(made, random);
        Duration asked = unavailable.retryAfter();
        if (asked != null && asked.compareTo(pause) > 0) {
            pause = asked;
        }
        if (elapsed.plus(pause).compareTo(totalLimit) > 0) {
            return new NextStep.GiveUp(unavailable.reason()
                    + ", and the next attempt would come after the total limit of " + totalLimit.toSeconds() + " s");
        }
        return new NextStep.RetryIn(pause, unavailable.reason());
    }

    private Duration backoff(int made, double random) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(made - 1, 16));
        return doubled.plusMillis((long) (doubled.toMillis() * jitter * random));
    }
}
