package io.bhiv.bucket.settle;

import java.time.Duration;

/**
 * How long a packet rests after it failed: doubling from {@code first} up to {@code longest}, of which a random half is
 * taken off, so that packets which failed together do not come back together.
 */
record Backoff(Duration first, Duration longest) {

    /** Full pauses in seconds after attempt 1, 2, … {@code attempts}. */
    Double[] schedule(int attempts) {
        Double[] pauses = new Double[attempts];
        double pause = first.toMillis() / 1000.0;
        double cap = longest.toMillis() / 1000.0;
        for (int i = 0; i < attempts; i++) {
            pauses[i] = Math.min(pause, cap);
            pause = Math.min(pause * 2, cap);
        }
        return pauses;
    }

    /** The part of a full pause that is kept; {@code random} is from 0 to 1. */
    static double jitter(double random) {
        return 0.5 + random / 2;
    }
}
