package io.bhiv.stack.up;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The start as steps and the stop as one action, never at the same time: a stop that is asked for during a step waits until the step
 * has ended, and no further step begins. So whatever a step started is there for the stop to end.
 */
final class Lifecycle {

    private final CountDownLatch stopWanted = new CountDownLatch(1);
    private boolean stopped;

    /** Runs a step of the start; false where a stop is wanted, and then it is skipped. */
    synchronized boolean step(Runnable step) {
        if (isStopWanted()) {
            return false;
        }
        step.run();
        return true;
    }

    /** Runs {@code ending} once, no matter how many callers ask; every caller returns when it has ended. */
    void stop(Runnable ending) {
        stopWanted.countDown();
        stopOnce(ending);
    }

    private synchronized void stopOnce(Runnable ending) {
        if (!stopped) {
            stopped = true;
            ending.run();
        }
    }

    boolean isStopWanted() {
        return stopWanted.getCount() == 0;
    }

    void awaitStopWanted() throws InterruptedException {
        stopWanted.await();
    }

    /** True where a stop is wanted within {@code limit}. */
    boolean awaitStopWanted(Duration limit) throws InterruptedException {
        return stopWanted.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
