package io.bhiv.biometric.fetch;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;

/**
 * So many calls in any span of this length.
 *
 * @param window of whole seconds
 */
public record CallLimit(int calls, Duration window) {

    private static final int SLOTS = 60;

    public CallLimit {
        if (calls < 1 || window.toSeconds() < 1) {
            throw new IllegalArgumentException("a limit is of 1 call or more in 1 second or more");
        }
    }

    /** Reads {@code 100/60s}. */
    public static CallLimit parse(CharSequence text) {
        String[] parts = text.toString().strip().split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("a limit is written as 100/60s");
        }
        return new CallLimit(Integer.parseInt(parts[0].strip()), DurationConverter.parseDuration(parts[1].strip()));
    }

    int seconds() {
        return (int) window.toSeconds();
    }

    /** Length of the slots in which calls are counted, in seconds. */
    int slotSeconds() {
        return Math.max(1, seconds() / SLOTS);
    }

    /** Slots that may hold a call made within the window, and one for calls that are long on their way. */
    int slots() {
        return Math.ceilDiv(seconds(), slotSeconds()) + 2;
    }
}
