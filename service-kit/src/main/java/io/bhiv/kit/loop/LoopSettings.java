package io.bhiv.kit.loop;

import java.time.Duration;

/**
 * The rhythm of a background loop.
 *
 * @param interval pause between turns that found nothing
 * @param timeout time one turn may take; a turn that takes longer counts as failed and the loop continues
 */
public record LoopSettings(Duration interval, Duration timeout) {

    public LoopSettings {
        if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a loop needs a positive interval and a positive timeout");
        }
    }
}
