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
 */
public record Heartbeat(
        String loop,
        Instant lastTurn,
        @Nullable Instant lastSuccess,
        int failuresInARow,
        String lastFailure,
        Duration longestSilence,
        @Nullable Instant turnSince) {

    /** True where not even failing turns happen any more: only a restart helps. */
    public boolean isStuck(Instant now) {
        return lastTurn.plus(longestSilence).isBefore(now);
    }

    /** True where the same work has been under way for too long: its dependency does not respond. */
    public boolean isHeldUp(Instant now) {
        return turnSince != null && turnSince.plus(LoopReading.LONGEST_TURN).isBefore(now);
    }
}
