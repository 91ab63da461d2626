package io.bhiv.kit.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.kit.retry.RetryPolicy.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final Instant NOW = Instant.parse("2026-07-05T06:41:15Z");
    private static final Duration ZERO = Duration.ZERO;

    private final Backoff backoff = Backoff.doubling(seconds(1), seconds(10), Jitter.NONE);

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(backoff.schedule(6))
                .isEqualTo(List.of(seconds(1), seconds(2), seconds(4), seconds(8), seconds(10), seconds(10)));
        assertThat(backoff.full(10_000)).isEqualTo(seconds(10));
    }

    @Test
    void jitterShortensLengthensOrBoth() {
        assertThat(with(Jitter.longer(0.5)).pause(1, 0.5)).isEqualTo(Duration.ofMillis(1_250));
        assertThat(with(Jitter.shorter(0.5)).pause(1, 0.5)).isEqualTo(Duration.ofMillis(750));
        assertThat(with(Jitter.around(0.5)).pause(1, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(with(Jitter.around(0.5)).pause(1, 0.5)).isEqualTo(seconds(1));
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        RetryPolicy policy = new RetryPolicy(3, backoff, RetryPolicy.NO_LIMIT);

        assertThat(policy.next(2, ZERO, null, 0)).isEqualTo(new Next.RetryIn(seconds(2)));
        assertThat(policy.next(3, ZERO, null, 0)).isEqualTo(new Next.AttemptsUsed(3));
    }

    @Test
    void aCallThatWasNotMadeUsesNoAttempt() {
        assertThat(new RetryPolicy(1, backoff, RetryPolicy.NO_LIMIT).next(0, ZERO, seconds(60), 0))
                .isEqualTo(new Next.RetryIn(seconds(60)));
    }

    @Test
    void honoursALongerPauseThatWasAskedFor() {
        RetryPolicy policy = new RetryPolicy(3, backoff, RetryPolicy.NO_LIMIT);

        assertThat(policy.next(1, ZERO, seconds(7), 0)).isEqualTo(new Next.RetryIn(seconds(7)));
        assertThat(policy.next(1, ZERO, ZERO, 0)).isEqualTo(new Next.RetryIn(seconds(1)));
    }

    @Test
    void nothingStartsBeyondTheTotalLimit() {
        RetryPolicy policy = new RetryPolicy(9, backoff, seconds(30));

        assertThat(policy.next(1, seconds(29), null, 0)).isEqualTo(new Next.RetryIn(seconds(1)));
        assertThat(policy.next(1, Duration.ofMillis(29_001), null, 0)).isEqualTo(new Next.LimitReached(seconds(30)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "120                           | PT2M",
                "'  5 '                        | PT5S",
                "99999999999999999999          | P1D",
                "172800                        | P1D",
                "Sun, 05 Jul 2026 06:42:15 GMT | PT1M",
                "Sun, 05 Jul 2026 06:40:15 GMT | PT0S",
                "Wed, 05 Jul 2028 06:40:15 GMT | P1D",
                "soon                          | none",
                "-3                            | none",
                "''                            | none",
                "none                          | none",
            })
    void retryAfterIsSecondsOrADateAndAtMostADay(String header, Duration pause) {
        assertThat(RetryAfter.read(header, NOW)).isEqualTo(pause);
    }

    @Test
    void policiesWithoutSenseAreRefused() {
        assertThatThrownBy(() -> new RetryPolicy(0, backoff, ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Jitter(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Backoff.doubling(seconds(-1), ZERO, Jitter.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Backoff with(Jitter jitter) {
        return Backoff.doubling(seconds(1), seconds(10), jitter);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
