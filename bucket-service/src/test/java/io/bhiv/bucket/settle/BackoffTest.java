package io.bhiv.bucket.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void pausesDoubleUpToTheLongest() {
        Double[] pauses = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(20)).schedule(6);

        assertThat(pauses).containsExactly(2.0, 4.0, 8.0, 16.0, 20.0, 20.0);
    }

    @Property
    void jitterKeepsAtLeastHalfAndNeverAdds(
            @ForAll @DoubleRange(min = 0, max = 1) double random, @ForAll @IntRange(min = 1, max = 100) int attempts) {
        Double[] pauses = new Backoff(Duration.ofMillis(100), Duration.ofMinutes(10)).schedule(attempts);

        assertThat(Backoff.jitter(random)).isBetween(0.5, 1.0);
        assertThat(pauses).isSorted().allSatisfy(pause -> assertThat(pause).isBetween(0.1, 600.0));
    }
}
