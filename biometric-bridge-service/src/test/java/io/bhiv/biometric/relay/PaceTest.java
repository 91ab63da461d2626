package io.bhiv.biometric.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.kafka.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int BATCH = 256;
    private static final int YIELD_ABOVE = 24;
    private static final Duration OPEN_FOR = Duration.ofSeconds(60);

    private Instant now = Instant.parse("2026-07-05T06:41:15Z");
    private int waiting;

    private final InstantSource time = () -> now;
    private final CircuitBreaker breaker = new CircuitBreaker(time.withZone(ZoneOffset.UTC), 1, OPEN_FOR);
    private final Pace pace = new Pace(breaker, () -> waiting, BATCH, YIELD_ABOVE);

    @Test
    void nobodyAtTheDoorNeedsNoRest() {
        waiting = YIELD_ABOVE;

        assertThat(rest(Duration.ofMillis(8))).isZero();
    }

    @Test
    void aBusyDoorGetsHalfOfTheTime() {
        waiting = YIELD_ABOVE + 1;

        assertThat(rest(Duration.ofMillis(8))).isEqualTo(Duration.ofMillis(8));
    }

    @Test
    void aSlowBatchNeverRestsForLong() {
        waiting = YIELD_ABOVE + 1;

        assertThat(rest(Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aKafkaThatRefusesIsLeftAloneUntilATrialIsDue() {
        assertThat(pace.isKafkaRefusing()).isFalse();
        assertThat(pace.batchSize()).isEqualTo(BATCH);

        breaker.failed();

        assertThat(pace.isKafkaRefusing()).isTrue();
        now = now.plus(OPEN_FOR);
        assertThat(pace.isKafkaRefusing()).isFalse();
    }

    @Test
    void aTrialIsOneDelivery() {
        breaker.failed();
        now = now.plus(OPEN_FOR);
        assertThat(pace.batchSize()).isEqualTo(1);

        breaker.succeeded();

        assertThat(pace.batchSize()).isEqualTo(BATCH);
    }

    private Duration rest(Duration worked) {
        return pace.rest(worked.toNanos());
    }
}
