package io.bhiv.kit.loop;

import io.bhiv.kit.log.SafeFailure;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps the {@link Heartbeat} of one loop. Logs the first failure of a row and the recovery. For any thread. */
public final class Pulse {

    private final String name;
    private final Duration longestSilence;
    private final Clock clock;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile Instant lastTurn;
    private volatile @Nullable Instant lastSuccess;
    private volatile String lastFailure = "";
    private volatile @Nullable Instant turnSince;
    private volatile @Nullable Instant expectedBy;

    public Pulse(String name, Duration longestSilence, Clock clock) {
        this.name = name;
        this.longestSilence = longestSilence;
        this.clock = clock;
        this.lastTurn = clock.instant();
    }

    /** Work began that is expected to take a moment. Until it ends well its beginning is part of the heartbeat, however often it fails. */
    public void begun() {
        if (turnSince == null) {
            turnSince = clock.instant();
        }
    }

    /** The work has ended, whatever its outcome. */
    public void ended() {
        turnSince = null;
    }

    /**
     * The loop does something again within this time: it begins a turn, or ends one. Where it was overdue already, only success changes
     * that: a turn that hangs until its time is over hangs again.
     */
    void expect(Duration within) {
        Instant now = clock.instant();
        Instant before = expectedBy;
        if (failuresInARow.get() == 0 || before == null || before.isAfter(now)) {
            expectedBy = now.plus(within).plus(Heartbeat.LATEST_SIGN);
        }
    }

    /** The loop ends: from now on nothing is overdue. */
    void expectNothing() {
        expectedBy = null;
    }

    /** A turn ended well. */
    public void succeeded() {
        Instant now = clock.instant();
        turnSince = null;
        lastTurn = now;
        lastSuccess = now;
        if (failuresInARow.getAndSet(0) > 0) {
            Log.infof("Background loop recovered [loop=%s]", name);
        }
    }

    /** A turn failed; returns the number of failures in a row. */
    public int failed(Throwable failure) {
        lastTurn = clock.instant();
        lastFailure = failure.getClass().getSimpleName();
        int failures = failuresInARow.incrementAndGet();
        if (failures == 1) {
            Log.warnf("Background loop failed, retrying [loop=%s cause=%s]", name, SafeFailure.describe(failure));
        }
        return failures;
    }

    /** Still turning, without a result yet. */
    public void alive() {
        lastTurn = clock.instant();
    }

    public Heartbeat heartbeat() {
        return new Heartbeat(
                name, lastTurn, lastSuccess, failuresInARow.get(), lastFailure, longestSilence, turnSince, expectedBy);
    }
}
