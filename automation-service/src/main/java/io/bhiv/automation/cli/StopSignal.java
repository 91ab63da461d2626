package io.bhiv.automation.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or a TERM signal: stops the work, and delays the end of the process until the work is stored, or
 * for a few seconds.
 */
final class StopSignal implements AutoCloseable {

    private static final int LIMIT_SECONDS = 5;

    private final CountDownLatch stored = new CountDownLatch(1);

    /** Calls {@code stop} on a signal; it must return at once. */
    void calls(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hold(stop), "stop-signal"));
    }

    private void hold(Runnable stop) {
        if (stored.getCount() == 0) {
            return;
        }
        stop.run();
        try {
            stored.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is stored. */
    @Override
    public void close() {
        stored.countDown();
    }
}
