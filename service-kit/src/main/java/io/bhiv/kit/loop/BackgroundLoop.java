package io.bhiv.kit.loop;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Work that repeats for as long as the service lives.
 *
 * <p>One turn at a time. A turn that fails is followed by a pause that doubles from 250 ms up to 15 s, unless its settings
 * bound it lower, and then by the next turn: nothing a turn does can end the loop. A turn that exceeds its time is cancelled,
 * which also cancels what it waits for; the statement it runs ends by the statement timeout of its connection. A nudge starts
 * the next turn at once; a nudge during a turn is remembered, so work that arrives between the last query and the pause is not
 * left waiting.
 *
 * <p>Each turn runs on a fresh Vert.x context that allows Hibernate Reactive sessions.
 */
public final class BackgroundLoop {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration HOT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration HOT_TIMEOUT = Duration.ofSeconds(10);

    private final LoopSettings settings;
    private final Supplier<Uni<Step>> turn;
    private final Vertx vertx;
    private final Pulse pulse;

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile long timer = -1;

    BackgroundLoop(LoopSettings settings, Supplier<Uni<Step>> turn, Vertx vertx, Pulse pulse) {
        this.settings = settings;
        this.turn = turn;
        this.vertx = vertx;
        this.pulse = pulse;
    }

    /** Asks for a turn now. Cheap, from any thread. */
    public void nudge() {
        nudged.set(true);
        runOnce();
    }

    /** State of the loop. */
    public Heartbeat heartbeat() {
        return pulse.heartbeat();
    }

    void stop() {
        stopped.set(true);
        pulse.expectNothing();
        vertx.cancelTimer(timer);
    }

    static Duration longestSilence(LoopSettings settings) {
        Duration longest = LoopSettings.LONGEST_BACKOFF;
        Duration pause = settings.interval().compareTo(longest) > 0 ? settings.interval() : longest;
        return pause.plus(settings.timeout()).multipliedBy(2);
    }

    /** What a hot loop fails at it has not done: it is overdue until a turn ends well, however often one fails after a while. */
    private void expect(Duration within) {
        if (!stopped.get() && !(isHot() && pulse.heartbeat().failuresInARow() > 0)) {
            pulse.expect(within);
        }
    }

    /**
     * Its turns are short, so that one which hangs shows at once; those of any other loop may take as long as they are given, and so may
     * the first, while the service starts. A turn that blocks its thread shows in either, although nothing can end it.
     */
    private boolean isHot() {
        return settings.interval().compareTo(HOT_INTERVAL) <= 0
                && settings.timeout().compareTo(HOT_TIMEOUT) <= 0
                && pulse.heartbeat().lastSuccess() != null;
    }

    private void runOnce() {
        if (stopped.get() || !running.compareAndSet(false, true)) {
            return;
        }
        vertx.cancelTimer(timer);
        nudged.set(false);
        expect(isHot() ? Duration.ZERO : settings.timeout());
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
        pulse.succeeded();
        switch (found) {
            case MORE -> {
                expect(Duration.ZERO);
                vertx.runOnContext(ignored -> resume());
            }
            case IDLE -> idle();
        }
    }

    private void failed(Throwable failure) {
        resumeAfter(backoff(pulse.failed(failure)));
    }

    private Duration backoff(int failures) {
        Duration doubled = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(settings.longestBackoff()) > 0 ? settings.longestBackoff() : doubled;
    }

    private void idle() {
        expect(settings.interval());
        // Before the timer is set: one that fires while the loop counts as running starts nothing, and nothing else
        // would.
        running.set(false);
        timer = vertx.setTimer(Math.max(1, settings.interval().toMillis()), ignored -> runOnce());
        if (nudged.get()) {
            runOnce();
        }
    }

    /** Stays "running" while it waits, so that no nudge cuts the wait short. */
    private void resumeAfter(Duration pause) {
        expect(pause);
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), ignored -> resume());
    }

    private void resume() {
        running.set(false);
        runOnce();
    }
}
