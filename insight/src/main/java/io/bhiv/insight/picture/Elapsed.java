package io.bhiv.insight.picture;

import java.time.Instant;

/** How much of a span has passed: what the span that runs has counted is no figure of a whole one. */
public final class Elapsed {

    /** Too little for a rate, above all as reports come a second late. */
    private static final double LEAST = 5;

    private Elapsed() {}

    /** Seconds of a span of so many minutes that have passed; 0 where they are too few. */
    public static double seconds(Instant now, long first, int minutes) {
        double passed = Math.min(60.0 * minutes, now.toEpochMilli() / 1_000.0 - first * 60.0);
        return passed < LEAST ? 0 : passed;
    }
}
