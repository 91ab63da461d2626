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

    @Test
    void aLoopIsOverdueFiveSecondsAfterWhatItSaidItWouldDo() {
        pulse.expect(Duration.ofSeconds(1));

        assertThat(pulse.heartbeat().overdue(BEGIN.plusSeconds(6))).isZero();
        assertThat(pulse.heartbeat().overdue(BEGIN.plusSeconds(8))).isEqualTo(Duration.ofSeconds(2));

        clock.now = BEGIN.plusSeconds(8);
        pulse.expect(Duration.ofSeconds(1));
        assertThat(pulse.heartbeat().overdue(BEGIN.plusSeconds(8))).isZero();
    }

    @Test
    void aTurnThatHangsUntilItsTimeIsOverStaysOverdueUntilOneEndsWell() {
        pulse.expect(Duration.ZERO);
        clock.now = BEGIN.plusSeconds(10);
        pulse.failed(new IllegalStateException("no answer"));
        pulse.expect(Duration.ZERO);

        assertThat(pulse.heartbeat().overdue(BEGIN.plusSeconds(11))).isEqualTo(Duration.ofSeconds(6));

        pulse.succeeded();
        pulse.expect(Duration.ZERO);
        assertThat(pulse.heartbeat().overdue(BEGIN.plusSeconds(11))).isZero();
    }

    @Test
    void aLoopThatFailsQuicklyIsNotOverdue() {
        for (int second = 0; second < 60; second += 4) {
            clock.now = BEGIN.plusSeconds(second);
            pulse.expect(Duration.ZERO);
            pulse.failed(new IllegalStateException("away"));
        }

        assertThat(pulse.heartbeat().overdue(clock.now)).isZero();
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
