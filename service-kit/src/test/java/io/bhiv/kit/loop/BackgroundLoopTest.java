package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundLoopTest {

    private final Vertx real = Vertx.vertx();

    @AfterEach
    void close() {
        real.close().toCompletionStage().toCompletableFuture().join();
    }

    /** As it happens where a turn ends on a worker thread that is interrupted after it has set the timer. */
    @Test
    void timerThatFiresBeforeItIsKnownStillStartsTheNextTurn() throws InterruptedException {
        CountDownLatch turns = new CountDownLatch(5);
        BackgroundLoop loop = new BackgroundLoop(
                new LoopSettings(Duration.ofMillis(1), Duration.ofSeconds(5)),
                () -> {
                    turns.countDown();
                    return Uni.createFrom().item(Step.IDLE);
                },
                withTimersThatFireAtOnce(),
                new Pulse("test", Duration.ofMinutes(1), Clock.systemUTC()));

        loop.nudge();

        assertThat(turns.await(20, TimeUnit.SECONDS))
                .as("%d of 5 turns are missing", turns.getCount())
                .isTrue();
        loop.stop();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a loop that fell silent was told of after a minute, twice what its longest pause and turn take",
            now =
                    "it is overdue five seconds after the turn that it had announced, or that hangs, and the page says so")
    void aTurnThatBlocksItsThreadIsOverdue() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Pulse pulse = new Pulse("test", Duration.ofMinutes(1), Clock.systemUTC());
        pulse.succeeded();
        BackgroundLoop loop = new BackgroundLoop(
                new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                () -> {
                    inside.countDown();
                    return Uni.createFrom().item(() -> {
                        awaited(release);
                        return Step.IDLE;
                    });
                },
                real,
                pulse);

        loop.nudge();

        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        Instant begun = Instant.now();
        assertThat(pulse.heartbeat().overdue(begun)).isZero();
        assertThat(pulse.heartbeat().overdue(begun.plusSeconds(5))).isPositive();
        assertThat(pulse.heartbeat().isStuck(begun.plusSeconds(6))).isFalse();
        release.countDown();
        loop.stop();
    }

    @Test
    void aTimerThatNeverFiresLeavesTheLoopOverdue() throws InterruptedException {
        CountDownLatch turned = new CountDownLatch(1);
        Pulse pulse = new Pulse("test", Duration.ofMinutes(1), Clock.systemUTC());
        BackgroundLoop loop = new BackgroundLoop(
                new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(40)),
                () -> Uni.createFrom().item(Step.IDLE),
                withTimers(handler -> turned.countDown()),
                pulse);

        loop.nudge();

        assertThat(turned.await(20, TimeUnit.SECONDS)).isTrue();
        Instant ended = pulse.heartbeat().lastTurn();
        assertThat(pulse.heartbeat().overdue(ended.plusSeconds(5))).isZero();
        assertThat(pulse.heartbeat().overdue(ended.plusSeconds(9))).isPositive();
        loop.stop();
        assertThat(pulse.heartbeat().overdue(ended.plusSeconds(9)))
                .as("after its end")
                .isZero();
    }

    @Test
    void aHotLoopThatFailsAfterAWhileEachTimeIsOverdueAllTheSame() throws InterruptedException {
        CountDownLatch turns = new CountDownLatch(3);
        Pulse pulse = new Pulse("test", Duration.ofMinutes(1), Clock.systemUTC());
        pulse.succeeded();
        CompletableFuture<Instant> first = new CompletableFuture<>();
        BackgroundLoop loop = new BackgroundLoop(
                new LoopSettings(Duration.ofMillis(250), Duration.ofSeconds(10)),
                () -> {
                    first.complete(Instant.now());
                    turns.countDown();
                    return Uni.createFrom().failure(new IllegalStateException("locked"));
                },
                real,
                pulse);

        loop.nudge();

        assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
        // The third turn began 750 ms later, and would be given time of its own where failures renewed it.
        assertThat(pulse.heartbeat().overdue(first.join().plusSeconds(5).plusMillis(1)))
                .isPositive();
        loop.stop();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The timer's handler has run, on a thread of its own, before {@code setTimer} returns. */
    private Vertx withTimersThatFireAtOnce() {
        return withTimers(
                handler -> CompletableFuture.runAsync(() -> handler.handle(0L)).join());
    }

    private Vertx withTimers(Consumer<Handler<Long>> timer) {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setTimer")) {
                        @SuppressWarnings("unchecked")
                        Handler<Long> handler = (Handler<Long>) arguments[1];
                        timer.accept(handler);
                        return 0L;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
