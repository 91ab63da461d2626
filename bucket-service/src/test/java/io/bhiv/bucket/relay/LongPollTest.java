package io.bhiv.bucket.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.lease.LeaseConfig;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LongPollTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Waiters waiters = new Waiters();
    private final LongPoll longPoll = new LongPoll(
            waiters,
            new SmallRyeConfigBuilder()
                    .withMapping(LeaseConfig.class)
                    .withConverter(Duration.class, 200, new DurationConverter())
                    .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                    .build()
                    .getConfigMapping(LeaseConfig.class));
    private final Queue<String> due = new ConcurrentLinkedQueue<>();

    @Test
    void theStopAnswersWhoeverWaits() throws Exception {
        CompletableFuture<String> waiting = ask();
        assertThat(waiting).isNotDone();

        longPoll.end(new ShutdownDelayInitiatedEvent());

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEmpty();
        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void whatIsDueAtTheStopIsStillHandedOut() throws Exception {
        CompletableFuture<String> waiting = ask();
        due.add("packet");

        longPoll.end(new ShutdownDelayInitiatedEvent());

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("packet");
    }

    @Test
    void whoeverAsksDuringTheStopWaitsAMomentOnly() throws Exception {
        longPoll.end(new ShutdownDelayInitiatedEvent());
        long asked = System.nanoTime();

        assertThat(ask().get(5, TimeUnit.SECONDS)).isEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(100));
    }

    private CompletableFuture<String> ask() {
        return longPoll.await(LONG, String::isEmpty, () -> {
                    String next = due.poll();
                    return Uni.createFrom().item(next == null ? "" : next);
                })
                .subscribeAsCompletionStage();
    }
}
