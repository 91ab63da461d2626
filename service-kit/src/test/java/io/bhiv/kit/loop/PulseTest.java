package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T02:00:00Z");

    private final Turned clock = new Turned();
    private final Pulse pulse = new Pulse("intake", Duration.ofSeconds(40), clock);

    @Test
    void workThatFailsAgainAndAgainIsHeldUp() {
        pulse.begun();
        clock.now = BEGIN.plusSeconds(4);
        pulse.failed(new IllegalStateException("locked"));
        pulse.begun();
        clock.now = BEGIN.plusSeconds(6);

        assertThat(pulse.heartbeat().isHeldUp(clock.now)).isTrue();
    }

    @Test
    void workThatHasEndedHoldsNothingUpThoughTheLoopFails() {
        pulse.begun();
        clock.now = BEGIN.plusSeconds(4);
        pulse.ended();
        pulse.failed(new IllegalStateException("cannot be opened"));
        clock.now = BEGIN.plusSeconds(900);

        assertThat(pulse.heartbeat().isHeldUp(clock.now)).isFalse();
        assertThat(pulse.heartbeat().failuresInARow()).isOne();
    }

    private static final class Turned extends Clock {

        private Instant now = BEGIN;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("only instants are asked for");
        }
    }
}
