package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    /** The timer's handler has run, on a thread of its own, before {@code setTimer} returns. */
    private Vertx withTimersThatFireAtOnce() {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setTimer")) {
                        @SuppressWarnings("unchecked")
                        Handler<Long> handler = (Handler<Long>) arguments[1];
                        CompletableFuture.runAsync(() -> handler.handle(0L)).join();
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
