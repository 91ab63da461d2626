package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationPipeline;
import io.bhiv.automation.AutomationPipeline.Turn;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes a turn of the pipeline when there is a reason for one: the next due time of the file has come, this process made
 * something due ({@link #soon}), or so much time passed that another replica may have left something due ({@code look}).
 *
 * <p>The next due time is kept in memory, as the time until it by the ledger's clock; a turn reads that clock again, so a clock
 * that was set is noticed within one. Turns keep a distance, so that what is due together shares the statements of one turn.
 */
@Singleton
public class TurnSchedule {

    private static final long NONE = -1;

    private final Vertx vertx;
    private final Duration distance;
    private final Duration look;
    private volatile @Nullable BackgroundLoop loop;
    private long timer = NONE;
    private long rings;

    TurnSchedule(Vertx vertx, AutomationConfig config) {
        this.vertx = vertx;
        this.distance = config.turn();
        this.look = config.look();
    }

    void begin(BackgroundLoops loops, AutomationPipeline pipeline, Duration timeout) {
        loop = loops.start(
                "automation-turns",
                new LoopSettings(look, timeout),
                () -> pipeline.turn().map(this::arrange));
    }

    /** Something became due. From any thread; any number of calls is one turn. */
    public void soon() {
        wakeAfter(distance);
    }

    private Step arrange(Turn turn) {
        if (turn.more() && turn.busy()) {
            return Step.MORE;
        }
        turn.next().filter(next -> next.compareTo(look) < 0).ifPresent(this::wakeAfter);
        if (turn.more()) {
            soon();
        }
        return Step.IDLE;
    }

    /** The earlier of two rings stays. */
    private synchronized void wakeAfter(Duration delay) {
        Duration pause = delay.compareTo(distance) < 0 ? distance : delay;
        long at = System.nanoTime() + pause.toNanos();
        if (timer != NONE && rings - at <= 0) {
            return;
        }
        vertx.cancelTimer(timer);
        rings = at;
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), this::wake);
    }

    private void wake(long rung) {
        synchronized (this) {
            if (timer == rung) {
                timer = NONE;
            }
        }
        BackgroundLoop turns = loop;
        if (turns != null) {
            turns.nudge();
        }
    }
}
