package io.bhiv.rules.sample.clock.normalise;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;

final class ReadsTheClock {

    private ReadsTheClock() {}

    static Instant received() {
        return Instant.now();
    }

    static Clock clock() {
        return Clock.systemUTC();
    }

    static Map<String, String> environment() {
        return System.getenv();
    }
}
