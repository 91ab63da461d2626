package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    private static final long MOST = 100;

    private final AtomicLong nanos = new AtomicLong();
    private final BodyMemory memory = new BodyMemory(nanos::get);

    @Test
    void payloadsShareOneLimit() {
        assertThat(memory.tryFetch(60, MOST)).isTrue();
        assertThat(memory.tryFetch(60, MOST)).isFalse();
        assertThat(memory.tryFetch(40, MOST)).isTrue();
        assertThat(memory.fetched()).isEqualTo(100);
    }

    @Test
    void aLargeDeliveryIsNotClaimedBesideAPayload() {
        memory.tryFetch(1, MOST);

        assertThat(memory.tryClaim()).isFalse();

        memory.release(1);
        assertThat(memory.tryClaim()).isTrue();
    }

    @Test
    void noPayloadIsFetchedBesideALargeClaim() {
        assertThat(memory.tryClaim()).isTrue();
        assertThat(memory.tryFetch(1, MOST)).isFalse();

        memory.claimed();

        assertThat(memory.tryFetch(1, MOST)).isTrue();
    }

    @Test
    void aLargeDeliveryThatWaitsGoesBeforeFurtherPayloads() {
        memory.tryFetch(60, MOST);
        memory.tryClaim();

        assertThat(memory.tryFetch(1, MOST)).isFalse();

        memory.notDue();
        assertThat(memory.tryFetch(1, MOST)).isTrue();
    }

    @Test
    void aLargeDeliveryThatIsNeverClaimedDoesNotKeepPayloadsOut() {
        memory.tryFetch(60, MOST);
        memory.tryClaim();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(memory.tryFetch(1, MOST)).isTrue();
    }
}
