package io.bhiv.load.http;

import java.nio.channels.Selector;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Wakes a selector when the next request is due: a selector itself waits in whole milliseconds, too coarse for thousands of requests
 * a second. It decides only when the load looks at its schedule again; what is due follows from {@link ArrivalQueue} alone.
 */
final class SendTimer implements AutoCloseable {

    /** Requests due closer together than this leave together: a wake-up for each of them would cost more than sending it. */
    private static final long SHORTEST = 100_000;

    private final Selector selector;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("load-timer").daemon().factory());
    private volatile boolean pending;

    SendTimer(Selector selector) {
        this.selector = selector;
    }

    /** Due times only grow, so a wake-up that is pending is never too late for another. */
    void wakeIn(long nanos) {
        if (!pending) {
            pending = true;
            var _ = timer.schedule(this::wake, Math.max(SHORTEST, nanos), TimeUnit.NANOSECONDS);
        }
    }

    private void wake() {
        pending = false;
        selector.wakeup();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
