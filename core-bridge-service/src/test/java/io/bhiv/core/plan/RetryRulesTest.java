package io.bhiv.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryRulesTest {

    private static final RetryRules PUBLISHED = RetryRules.of(3, Duration.ofSeconds(1), 0.2, Duration.ofSeconds(60));
    private static final AttemptOutcome DOWN = new AttemptOutcome.Unavailable("down");

    @Test
    void pausesDoubleAndTheThirdFailureIsTheLast() {
        assertThat(PUBLISHED.after(DOWN, 1, Duration.ZERO, 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(1), "down"));
        assertThat(PUBLISHED.after(DOWN, 2, Duration.ofSeconds(1), 0))
                .isEqualTo(new NextStep.RetryIn(Duration.ofSeconds(2), "down"));
        assertThat(PUBLISHED.after(DOWN, 3, Duration.ofSeconds(3), 0)).isInstanceOf(NextStep.GiveUp.class);
        RetryRules patient = RetryRules.of(4, Duration.ofSeconds(1), 0, Duration.ofSeconds(60));
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
    void whatWasNotCalledUsesUpNoAttempt() {
        assertThat(PUBLISHED.after(new AttemptOutcome.NotMade("open"), 3, Duration.ofSeconds(60), 0))
                .isEqualTo(new NextStep.Postpone(Duration.ofSeconds(1), "open"));
    }

    private static AttemptOutcome busy(long seconds) {
        return new AttemptOutcome.Unavailable("busy", Duration.ofSeconds(seconds));
    }
}
