package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final Instant NOW = Pictures.NOW;

    @Test
    void nothingIsSaidOfWhoNeverSent() {
        Silence silence = Silence.of("oura", new boolean[1440], NOW);

        assertThat(silence.lastAt()).isNull();
        assertThat(silence.isUnusual(NOW)).isFalse();
    }

    @Test
    void tooFewEventsTellNoCadence() {
        Silence silence = Silence.of("oura", every(300, 0), NOW);

        assertThat(silence.lastAt()).isNotNull();
        assertThat(silence.usualGap()).isNull();
        assertThat(silence.isUnusual(NOW)).isFalse();
    }

    @Test
    void aPauseOfTheUsualLengthIsUsual() {
        Silence silence = Silence.of("oura", every(30, 45), NOW);

        assertThat(silence.usualGap()).isEqualTo(Duration.ofMinutes(30));
        assertThat(silence.isUnusual(NOW)).isFalse();
    }

    @Test
    void threeTimesTheUsualPauseIsNot() {
        Silence silence = Silence.of("oura", every(30, 120), NOW);

        assertThat(silence.isUnusual(NOW)).isTrue();
    }

    @Test
    void aFewMinutesWithoutABusySenderAreUsual() {
        assertThat(Silence.of("prana", every(1, 9), NOW).isUnusual(NOW)).isFalse();
        assertThat(Silence.of("prana", every(1, 12), NOW).isUnusual(NOW)).isTrue();
    }

    /** Something arrives every so many minutes, and nothing in the last {@code silent} ones. */
    private static boolean[] every(int minutes, int silent) {
        boolean[] active = new boolean[1440];
        for (int minute = 0; minute < active.length - silent; minute++) {
            active[minute] = (active.length - 1 - silent - minute) % minutes == 0;
        }
        return active;
    }
}
