package io.bhiv.kit.loop;

import io.bhiv.model.insight.LoopReading;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a loop reports about itself.
 *
 * @param lastTurn end of the last turn, successful or not
 * @param lastSuccess end of the last successful turn; null before the first
 * @param failuresInARow failed turns since the last success
 * @param lastFailure simple class name of the last failure, empty where there was none
 * @param longestSilence time without any turn after which the loop must be taken for stuck
 * @param turnSince when the work under way began, its failed turns included; null where there is none, or where it may take long
 * @param expectedBy when the loop is overdue, by what it last announced; null where it announces nothing
 */
public record Heartbeat(
        String loop,
        Instant lastTurn,
        @Nullable Instant lastSuccess,
        int failuresInARow,
        String lastFailure,
        Duration longestSilence,
        @Nullable Instant turnSince,
        @Nullable Instant expectedBy) {

    /** What is due happens within this time while the process and what it needs are well. */
    static final Duration LATEST_SIGN = LoopReading.LONGEST_TURN;

    /** Time since the last turn, successful or not. */
    Duration silence(Instant now) {
        return Duration.between(lastTurn, now);
    }

    /** True where not even failing turns happen any more: only a restart helps. */
    public boolean isStuck(Instant now) {
        return lastTurn.plus(longestSilence).isBefore(now);
    }

    /** True where the same work has been under way for too long: its dependency does not respond. */
    public boolean isHeldUp(Instant now) {
        return turnSince != null && turnSince.plus(LoopReading.LONGEST_TURN).isBefore(now);
    }

    /** How long the loop has been overdue: it neither began the turn that was due nor ended the one under way. Zero where it is not. */
    public Duration overdue(Instant now) {
        return expectedBy == null || expectedBy.isAfter(now) ? Duration.ZERO : Duration.between(expectedBy, now);
    }
}
