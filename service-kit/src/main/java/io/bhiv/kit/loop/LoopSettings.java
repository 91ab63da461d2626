package io.bhiv.kit.loop;

import java.time.Duration;

/**
 * The rhythm of a background loop.
 *
 * @param interval pause between turns that found nothing
 * @param timeout time one turn may take; a turn that takes longer counts as failed and the loop continues
 * @param longestBackoff bound of the growing pause after failed turns
 */
public record LoopSettings(Duration interval, Duration timeout, Duration longestBackoff) {

    public static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);

    public LoopSettings {
        if (!interval.isPositive() || !timeout.isPositive() || !longestBackoff.isPositive()) {
            throw new IllegalArgumentException("a loop needs a positive interval, timeout and back-off");
        }
    }

    public LoopSettings(Duration interval, Duration timeout) {
        this(interval, timeout, LONGEST_BACKOFF);
    }
}
