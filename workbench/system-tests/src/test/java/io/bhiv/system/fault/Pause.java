package io.bhiv.system.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pause of a caller between two requests: part of its load, never a wait for a result. */
public final class Pause {

    private Pause() {}

    public static void of(Duration time) {
        try {
            // Never counted down: this waits for the time to pass.
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
