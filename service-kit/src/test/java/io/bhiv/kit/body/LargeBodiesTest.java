package io.bhiv.kit.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] SMALL = new byte[1_000];
    private static final byte[] LARGE = new byte[100_000];

    private final LargeBodies bodies = new LargeBodies();

    @AfterEach
    void close() {
        bodies.close();
    }

    @Test
    void smallBodiesAreReadAtOnceWhileALargeOneIsBeingRead() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> large =
                bodies.read(LARGE, body -> await(release)).subscribeAsCompletionStage();

        Thread reader =
                bodies.read(SMALL, body -> Thread.currentThread()).await().atMost(LIMIT);

        assertThat(reader).isSameAs(Thread.currentThread());
        assertThat(large).isNotDone();
        release.countDown();
        assertThat(large).succeedsWithin(LIMIT).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aBodyThatCannotBeReadFails() {
        CompletableFuture<String> large = bodies.<String>read(LARGE, body -> {
                    throw new IllegalArgumentException("unreadable");
                })
                .subscribeAsCompletionStage();

        assertThat(large).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(IllegalArgumentException.class);
    }

    private static Thread await(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread();
    }
}
