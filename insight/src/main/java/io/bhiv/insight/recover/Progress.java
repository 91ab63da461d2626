package io.bhiv.insight.recover;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a recovery has come.
 *
 * @param total what the preview counted at its start
 * @param asked how many of them a service was ordered to send
 * @param sent how many it reports as sent
 * @param at when that was written
 */
public record Progress(
        UUID id,
        Selection selection,
        String actor,
        int total,
        int asked,
        int sent,
        State state,
        String note,
        Instant at) {

    /** How it goes. */
    public enum State {
        RUNNING,
        DONE,
        /** A service refused or did not answer; the rest waits as before. */
        STOPPED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<State> ofWireName(String name) {
            return Arrays.stream(values())
                    .filter(state -> state.wireName().equals(name))
                    .findFirst();
        }
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }

    public boolean isStopped() {
        return state == State.STOPPED;
    }

    /** It came to its end, and less was sent than the preview had counted. */
    public boolean isIncomplete() {
        return state == State.DONE && sent < total;
    }

    public int percent() {
        return total == 0 ? 100 : (int) (100L * Math.min(sent, total) / total);
    }
}
