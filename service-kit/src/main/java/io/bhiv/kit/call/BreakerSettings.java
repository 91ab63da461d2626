package io.bhiv.kit.call;

import java.time.Duration;

/**
 * When to stop calling.
 *
 * @param destination the destination that the breaker protects, for logs, health and messages: {@code kafka}, {@code bhiv-core}
 * @param failures failures in a row that open it
 * @param openFor time until one trial is let through, and the longest that the trial may take
 */
public record BreakerSettings(String destination, int failures, Duration openFor) {

    public BreakerSettings {
        if (failures < 1 || !openFor.isPositive()) {
            throw new IllegalArgumentException("a breaker opens after 1 failure or more, for a positive time");
        }
    }

    /** The published behaviour: 5 failures in a row, 60 s. */
    public static BreakerSettings published(String destination) {
        return new BreakerSettings(destination, 5, Duration.ofSeconds(60));
    }

    /** The same, open for another time. */
    public BreakerSettings openFor(Duration other) {
        return new BreakerSettings(destination, failures, other);
    }
}
