package io.bhiv.rules.sample.clock.normalise;

import java.time.Instant;

final class ReadsTheClock {

    private ReadsTheClock() {}

    static Instant received() {
        return Instant.now();
    }
}
