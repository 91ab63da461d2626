package io.bhiv.kit.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.commit.Overloaded;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] SMALL = new byte[1_000];
    private static final byte[] LARGE = new byte[100_000];

    private final LargeBodies bodies = new LargeBodies(2L * LARGE.length);

    @AfterEach
    void close() {
        bodies.close();
    }

    @Test
    void smallBodiesAreReadAtOnceWhileALargeOneIsBeingRead() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> large =
                bodies.read(LARGE, body -> waitFor(release)).subscribeAsCompletionStage();

        Thread reader =
                bodies.read(SMALL, body -> Thread.currentThread()).await().atMost(LIMIT);

        assertThat(reader).isSameAs(Thread.currentThread());
        assertThat(large).isNotDone();
        release.countDown();
        assertThat(large).succeedsWithin(LIMIT).isNotSameAs(Thread.currentThread());
    }

    @Test
    void whatFollowsALargeBodyGoesOnWhereItsCallerIs() {
        Vertx vertx = Vertx.vertx();
        try {
            Context caller = vertx.getOrCreateContext();
            CompletableFuture<Context> after = new CompletableFuture<>();

            caller.runOnContext(nothing -> bodies.read(LARGE, body -> body.length)
                    .map(read -> Vertx.currentContext())
                    .subscribe()
                    .with(after::complete, after::completeExceptionally));

            assertThat(after).succeedsWithin(LIMIT).isSameAs(caller);
        } finally {
            vertx.close();
        }
    }

    @Test
    void aBodyThatCannotBeReadFails() {
        CompletableFuture<String> large = bodies.<String>read(LARGE, body -> {
                    throw new IllegalArgumentException("unreadable");
                })
                .subscribeAsCompletionStage();

        assertThat(large).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "Large bodies whose senders closed the connection gave their room back while they waited to be read",
            now = "What waits to be read is bounded by itself, whether or not anybody still waits for the answer")
    void bodiesWhoseSendersHaveGoneStillTakeUpRoom() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> first =
                bodies.read(LARGE, body -> waitFor(release)).subscribeAsCompletionStage();
        bodies.read(LARGE, body -> "of a sender who has gone")
                .subscribe()
                .with(read -> {})
                .cancel();

        CompletableFuture<String> third =
                bodies.read(LARGE, body -> "one too many").subscribeAsCompletionStage();

        assertThat(third).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(Overloaded.class);
        release.countDown();
        assertThat(first).succeedsWithin(LIMIT);
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(bodies.read(LARGE, body -> "next").subscribeAsCompletionStage())
                                .succeedsWithin(LIMIT));
    }

    private static Thread waitFor(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread();
    }
}
