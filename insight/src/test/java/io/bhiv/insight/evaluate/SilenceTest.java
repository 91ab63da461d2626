package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final Instant NOW = Pictures.NOW;

    @Test
    void nothingIsSaidOfWhoNeverSent() {
        Silence silence = Silence.of("oura", new boolean[1440], 1440, NOW);

        assertThat(silence.lastAt()).isNull();
        assertThat(silence.isUnusual(NOW)).isFalse();
    }

    @Test
    void tooFewEventsTellNoCadence() {
        Silence silence = Silence.of("oura", every(300, 0), 1440, NOW);

        assertThat(silence.lastAt()).isNotNull();
        assertThat(silence.usualGap()).isNull();
        assertThat(silence.isUnusual(NOW)).isFalse();
    }

    @Test
    void aPauseOfTheUsualLengthIsUsual() {
        Silence silence = Silence.of("oura", every(30, 45), 1440, NOW);

        assertThat(silence.usualGap()).isEqualTo(Duration.ofMinutes(30));
        assertThat(silence.isUnusual(NOW)).isFalse();
    }

    @Test
    void threeTimesTheUsualPauseIsNot() {
        Silence silence = Silence.of("oura", every(30, 120), 1440, NOW);

        assertThat(silence.isUnusual(NOW)).isTrue();
    }

    @Test
    void aFewMinutesWithoutABusySenderAreUsual() {
        assertThat(Silence.of("prana", every(1, 9), 1440, NOW).isUnusual(NOW)).isFalse();
        assertThat(Silence.of("prana", every(1, 12), 1440, NOW).isUnusual(NOW)).isTrue();
    }

    @Test
    void aNightInWhichNobodySendsIsNoAlarm() {
        boolean[] mornings = every(5, 300);
        Arrays.fill(mornings, 200, 700, false);

        assertThat(Silence.of("oura", mornings, 1440, NOW).isUnusual(NOW)).isFalse();
        assertThat(Silence.of("oura", every(5, 300), 1440, NOW).isUnusual(NOW)).isTrue();
    }

    @Test
    void theTimeBeforeTheFirstOneIsAPauseAsFarAsItIsKnown() {
        boolean[] begun = every(5, 60);
        Arrays.fill(begun, 0, 1_000, false);

        assertThat(Silence.of("oura", begun, 1440, NOW).isUnusual(NOW)).isFalse();
        assertThat(Silence.of("oura", begun, 440, NOW).isUnusual(NOW)).isTrue();
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
