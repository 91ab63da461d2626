package io.bhiv.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final class SettableTime implements TimeMeter {

        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private final SettableTime time = new SettableTime();
    private final RateLimits limits = new RateLimits(time);

    @Test
    void fiveSecondsOfTheRatePassAtOnceAndThenOneAtATime() {
        for (int i = 0; i < 10; i++) {
            assertThat(limits.take("one", 2)).isZero();
        }

        assertThat(limits.take("one", 2)).isEqualTo(Duration.ofMillis(500));
        time.nanos += Duration.ofMillis(500).toNanos();
        assertThat(limits.take("one", 2)).isZero();
        assertThat(limits.take("one", 2)).isPositive();
    }

    @Test
    void eachCallerHasABucketOfItsOwn() {
        for (int i = 0; i < 10; i++) {
            limits.take("one", 2);
        }

        assertThat(limits.take("one", 2)).isPositive();
        assertThat(limits.take("other", 2)).isZero();
    }
}
