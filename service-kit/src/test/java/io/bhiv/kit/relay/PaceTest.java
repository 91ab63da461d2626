package io.bhiv.kit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.call.BreakerView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int BATCH = 256;
    private static final int YIELD_ABOVE = 24;
    private static final Duration OPEN_FOR = Duration.ofSeconds(60);

    private Instant now = Instant.parse("2026-07-05T06:41:15Z");
    private int waiting;

    private final KafkaBreaker breaker = new KafkaBreaker();
    private final Pace pace = new Pace(breaker, () -> waiting, BATCH, YIELD_ABOVE);

    @Test
    void doesNotRestWhileFewRequestsWait() {
        waiting = YIELD_ABOVE;

        assertThat(rest(Duration.ofMillis(8))).isZero();
    }

    @Test
    void restsAsLongAsItWorkedWhileManyRequestsWait() {
        waiting = YIELD_ABOVE + 1;

        assertThat(rest(Duration.ofMillis(8))).isEqualTo(Duration.ofMillis(8));
    }

    @Test
    void aRestHasALongestLength() {
        waiting = YIELD_ABOVE + 1;

        assertThat(rest(Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aBatchThatIsNotFullYetIsGatheredForAMoment() {
        assertThat(pace.rest(Duration.ofMillis(8).toNanos(), BATCH - 1)).isEqualTo(Duration.ofMillis(12));
        assertThat(pace.rest(Duration.ofMillis(25).toNanos(), BATCH - 1)).isZero();
    }

    @Test
    void theLongerOfBothRestsCounts() {
        waiting = YIELD_ABOVE + 1;

        assertThat(pace.rest(Duration.ofMillis(15).toNanos(), 1)).isEqualTo(Duration.ofMillis(15));
        assertThat(pace.rest(Duration.ofMillis(4).toNanos(), 1)).isEqualTo(Duration.ofMillis(16));
    }

    @Test
    void nothingIsSentWhileTheBreakerIsOpenUntilATrialIsDue() {
        assertThat(pace.isKafkaRefusing()).isFalse();
        assertThat(pace.batchItems()).isEqualTo(BATCH);

        breaker.failed();

        assertThat(pace.isKafkaRefusing()).isTrue();
        now = now.plus(OPEN_FOR);
        assertThat(pace.isKafkaRefusing()).isFalse();
    }

    @Test
    void aTrialIsOneItem() {
        breaker.failed();
        now = now.plus(OPEN_FOR);
        assertThat(pace.batchItems()).isEqualTo(1);

        breaker.succeeded();

        assertThat(pace.batchItems()).isEqualTo(BATCH);
    }

    /** Opens with the first failure. */
    private final class KafkaBreaker implements BreakerView {

        private @Nullable Instant openUntil;

        void failed() {
            openUntil = now.plus(OPEN_FOR);
        }

        void succeeded() {
            openUntil = null;
        }

        @Override
        public boolean isClosed() {
            return openUntil == null;
        }

        @Override
        public Duration retryAfter() {
            boolean refuses = openUntil != null && now.isBefore(openUntil);
            return refuses ? Duration.between(now, openUntil) : Duration.ZERO;
        }
    }

    private Duration rest(Duration worked) {
        return pace.rest(worked.toNanos(), BATCH);
    }
}
