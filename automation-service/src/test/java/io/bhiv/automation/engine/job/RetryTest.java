package io.bhiv.automation.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Policies.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Retry FIVE =
            new Retry(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(6), 0, Set.of(Fault.TIMEOUT, Fault.CONNECTION));

    @Test
    void waitsOneTwoFourAndThenTheCap() {
        assertThat(wait(FIVE, 1)).contains(Duration.ofSeconds(1));
        assertThat(wait(FIVE, 2)).contains(Duration.ofSeconds(2));
        assertThat(wait(FIVE, 3)).contains(Duration.ofSeconds(4));
        assertThat(wait(FIVE, 4)).contains(Duration.ofSeconds(6));
        assertThat(wait(FIVE, 5)).isEmpty();
    }

    @Test
    void theStandardMakesThreeAttempts() {
        assertThat(Retry.standard().waitAfter(1, Fault.CONNECTION, Optional.empty(), 0.5))
                .contains(Duration.ofSeconds(1));
        assertThat(Retry.standard().waitAfter(2, Fault.CONNECTION, Optional.empty(), 0.5))
                .contains(Duration.ofSeconds(2));
        assertThat(Retry.standard().waitAfter(3, Fault.CONNECTION, Optional.empty(), 0.5))
                .isEmpty();
    }

    @Test
    void rejectedRequestIsNotRetried() {
        assertThat(FIVE.waitAfter(1, Fault.REJECTED, Optional.empty(), 0.5)).isEmpty();
    }

    @Test
    void aWishToBeLeftAloneIsHonouredUpToTheCap() {
        assertThat(FIVE.waitAfter(1, Fault.TIMEOUT, Optional.of(Duration.ofSeconds(5)), 0))
                .contains(Duration.ofSeconds(5));
        assertThat(FIVE.waitAfter(1, Fault.TIMEOUT, Optional.of(Duration.ofHours(5)), 0))
                .contains(Duration.ofSeconds(6));
    }

    @Property
    void jitterStaysWithinItsBounds(
            @ForAll @IntRange(min = 1, max = 3) int made, @ForAll @DoubleRange(max = 0.99) double chance) {
        Retry jittered = new Retry(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0.25, Set.of(Fault.TIMEOUT));
        double base = Math.pow(2, made - 1);
        Duration wait = jittered.waitAfter(made, Fault.TIMEOUT, Optional.empty(), chance)
                .orElseThrow();
        assertThat(wait.toMillis() / 1000.0).isBetween(base * 0.74, base * 1.26);
    }

    private static Optional<Duration> wait(Retry retry, int made) {
        return retry.waitAfter(made, Fault.TIMEOUT, Optional.empty(), 0.5);
    }
}
