package io.bhiv.core.plan;

import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import io.bhiv.kit.retry.RetryPolicy;
import java.time.Duration;

/**
 * What follows an attempt. Only calls that were made use up attempts.
 *
 * @param policy how often, with which pauses, and until when
 */
public record RetryRules(RetryPolicy policy) {

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    /**
     * Pauses that double from {@code firstPause}, each lengthened by up to {@code jitter} of itself.
     *
     * @param totalLimit no attempt starts later than this after the first one began, the time in which none could be made left out
     */
    public static RetryRules of(int attempts, Duration firstPause, double jitter, Duration totalLimit) {
        Backoff backoff = Backoff.doubling(firstPause, LONGEST_PAUSE, Jitter.longer(jitter));
        return new RetryRules(new RetryPolicy(attempts, backoff, totalLimit));
    }

    /**
     * Decides after an attempt.
     *
     * @param made attempts made so far, this one included
     * @param elapsed since the first attempt began, without the time in which none could be made
     * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
     */
    public NextStep after(AttemptOutcome outcome, int made, Duration elapsed, double chance) {
        return switch (outcome) {
            case AttemptOutcome.Delivered(String proof) -> new NextStep.Done(proof);
            case AttemptOutcome.Refused(String reason) -> new NextStep.GiveUp(reason);
            case AttemptOutcome.NotMade(String reason) ->
                new NextStep.Postpone(policy.backoff().pause(1, chance), reason);
            case AttemptOutcome.Unavailable unavailable -> retry(unavailable, made, elapsed, chance);
        };
    }

    private NextStep retry(AttemptOutcome.Unavailable unavailable, int made, Duration elapsed, double chance) {
        String reason = unavailable.reason();
        return switch (policy.next(made, elapsed, unavailable.retryAfter(), chance)) {
            case RetryPolicy.Next.RetryIn(Duration pause) -> new NextStep.RetryIn(pause, reason);
            case RetryPolicy.Next.AttemptsUsed(int used) ->
                new NextStep.GiveUp(reason + ", after " + used + " attempts");
            case RetryPolicy.Next.LimitReached(Duration limit) ->
                new NextStep.GiveUp(reason + ", and the next attempt would come after the total limit of "
                        + limit.toSeconds() + " s");
        };
    }
}
