package io.bhiv.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final RetryPolicy PUBLISHED = new RetryPolicy(3, Duration.ofSeconds(1), 0.2, Duration.ofSeconds(60));
    private static final AttemptOutcome DOWN = new AttemptOutcome.Unavailable("down");

    @Test
    void pausesDoubleAndTheThirdFailureIsTheLast() {
        assertThat(PUBLISHED.after(DOWN, 1, Duration.ZERO, 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(1), "down"));
        assertThat(PUBLISHED.after(DOWN, 2, Duration.ofSeconds(1), 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(2), "down"));
        assertThat(PUBLISHED.after(DOWN, 3, Duration.ofSeconds(3), 0)).isInstanceOf(NextStep.GiveUp.class);
        RetryPolicy patient = new RetryPolicy(4, Duration.ofSeconds(1), 0, Duration.ofSeconds(60));
        assertThat(patient.after(DOWN, 3, Duration.ofSeconds(3), 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(4), "down"));
    }

    @Test
    void jitterLengthensByAFifthAtMost() {
        assertThat(PUBLISHED.after(DOWN, 2, Duration.ZERO, 0.999))
                .isInstanceOfSatisfying(
                        NextStep.RetryIn.class,
                        retry -> assertThat(retry.pause())
                                .isBetween(Duration.ofMillis(2_390), Duration.ofMillis(2_400)));
    }

    @Test
    void retryAfterIsHonouredWhereItIsLonger() {
        assertThat(PUBLISHED.after(busy(7), 1, Duration.ZERO, 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(7), "busy"));
        assertThat(PUBLISHED.after(busy(0), 2, Duration.ZERO, 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(2), "busy"));
    }

    @Test
    void nothingBeginsAfterTheTotalLimit() {
        assertThat(PUBLISHED.after(busy(59), 1, Duration.ofSeconds(2), 0)).isInstanceOf(NextStep.GiveUp.class);
        assertThat(PUBLISHED.after(busy(58), 1, Duration.ofSeconds(2), 0)).isInstanceOf(NextStep.RetryIn.class);
    }

    @Test
    void aRefusalIsFinal() {
        assertThat(PUBLISHED.after(new AttemptOutcome.Refused("no"), 1, Duration.ZERO, 0))
                .isEqualTo(new NextStep.GiveUp("no"));
    }

    @Test
    void retryAfterIsReadInBothForms() {
        Instant now = Instant.parse("2026-07-01T10:00:00Z");

        assertThat(RetryAfter.read("120", now)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.read("Wed, 01 Jul 2026 10:00:30 GMT", now)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.read("Wed, 01 Jul 2026 09:00:00 GMT", now)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.read("99999999999999999999", now)).isEqualTo(Duration.ofDays(1));
        assertThat(RetryAfter.read("-5", now)).isNull();
        assertThat(RetryAfter.read("soon", now)).isNull();
        assertThat(RetryAfter.read(null, now)).isNull();
    }

    private static AttemptOutcome busy(long seconds) {
        return new AttemptOutcome.Unavailable("busy", Duration.ofSeconds(seconds));
    }
}
