package io.bhiv.kit.loop;

import io.bhiv.kit.log.SafeFailure;
import io.quarkus.logging.Log;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that repeats for as long as the service lives.
 *
 * <p>One turn at a time. A turn that fails or exceeds its time is followed by a pause that doubles from 250 ms up to the
 * longer of the interval and 15 s, and then by the next turn: nothing a turn does can end the loop. A nudge starts the next turn at
 * once; a nudge during a turn is remembered, so work that arrives between the last look and the pause is not left lying.
 *
 * <p>Each turn runs on a fresh Vert.x context that allows Hibernate Reactive sessions.
 */
public final class BackgroundLoop {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);

    private final String name;
    private final LoopSettings settings;
    private final Supplier<Uni<Step>> turn;
    private final Vertx vertx;
    private final Clock clock;

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile long timer = -1;
    private volatile Instant lastTurn;
    private volatile @Nullable Instant lastSuccess;
    private volatile String lastFailure = "";

    BackgroundLoop(String name, LoopSettings settings, Supplier<Uni<Step>> turn, Vertx vertx, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.turn = turn;
        this.vertx = vertx;
        this.clock = clock;
        this.lastTurn = clock.instant();
    }

    /** Asks for a turn now. Cheap, from any thread. */
    public void nudge() {
        nudged.set(true);
        runOnce();
    }

    /** What the loop has to say about itself. */
    public Heartbeat heartbeat() {
        return new Heartbeat(name, lastTurn, lastSuccess, failuresInARow.get(), lastFailure, longestSilence());
    }

    void stop() {
        stopped.set(true);
        vertx.cancelTimer(timer);
    }

    private Duration longestSilence() {
        Duration pause = settings.interval().compareTo(LONGEST_BACKOFF) > 0 ? settings.interval() : LONGEST_BACKOFF;
        return pause.plus(settings.timeout()).multipliedBy(2);
    }

    private void runOnce() {
        if (stopped.get() || !running.compareAndSet(false, true)) {
            return;
        }
        vertx.cancelTimer(timer);
        nudged.set(false);
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(ignored -> Uni.createFrom()
                .<Step>deferred(() -> turn.get())
                .ifNoItem()
                .after(settings.timeout())
                .fail()
                .subscribe()
                .with(this::succeeded, this::failed));
    }

    private void succeeded(Step found) {
        Instant now = clock.instant();
        lastTurn = now;
        lastSuccess = now;
        if (failuresInARow.getAndSet(0) > 0) {
            Log.infof("A background loop works again [loop=%s]", name);
        }
        switch (found) {
            case MORE -> vertx.runOnContext(ignored -> resume());
            case IDLE -> idle();
        }
    }

    private void failed(Throwable failure) {
        lastTurn = clock.instant();
        lastFailure = failure.getClass().getSimpleName();
        int failures = failuresInARow.incrementAndGet();
        if (failures == 1) {
            Log.warnf(
                    "A background loop failed and will try again [loop=%s cause=%s]",
                    name, SafeFailure.describe(failure));
        }
        resumeAfter(backoff(failures));
    }

    private static Duration backoff(int failures) {
        Duration doubled = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    }

    private void idle() {
        timer = vertx.setTimer(Math.max(1, settings.interval().toMillis()), ignored -> runOnce());
        running.set(false);
        if (nudged.get()) {
            runOnce();
        }
    }

    /** Stays "running" while it waits, so that no nudge cuts the wait short. */
    private void resumeAfter(Duration pause) {
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), ignored -> resume());
    }

    private void resume() {
        running.set(false);
        runOnce();
    }
}
