package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T02:00:00Z");

    @Test
    void timeGoesOnWhateverTheOtherClockIsSetTo() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
        Clock steady = new SteadyClock(Clock.fixed(BEGIN, ZoneOffset.UTC), nanos::get);
        assertThat(steady.instant()).isEqualTo(BEGIN);

        nanos.addAndGet(Duration.ofHours(3).toNanos());

        assertThat(steady.instant()).isEqualTo(BEGIN.plus(Duration.ofHours(3)));
    }
}
