package io.bhiv.simulator.people;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How a night differs from what the person's history says.
 *
 * @param rmssd ms; empty keeps it
 * @param earlierBedtime how much earlier the night begins
 */
public record Change(OptionalDouble rmssd, Duration earlierBedtime) {

    public static Change none() {
        return new Change(OptionalDouble.empty(), Duration.ZERO);
    }

    public static Change rmssd(double value) {
        return new Change(OptionalDouble.of(value), Duration.ZERO);
    }

    public static Change bedtime(Duration earlier) {
        return new Change(OptionalDouble.empty(), earlier);
    }
}
