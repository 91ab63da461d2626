package io.bhiv.automation.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or a TERM signal: tells whoever listens, and holds the end of the process until the work has been put away, or
 * for a few seconds.
 */
final class StopSignal implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    private final CountDownLatch putAway = new CountDownLatch(1);

    /** Calls {@code stop} when the process is told to end; it must only tell, and return. */
    void calls(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hold(stop), "stop-signal"));
    }

    private void hold(Runnable stop) {
        if (putAway.getCount() == 0) {
            return;
        }
        stop.run();
        try {
            putAway.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has been put away. */
    @Override
    public void close() {
        putAway.countDown();
    }
}
