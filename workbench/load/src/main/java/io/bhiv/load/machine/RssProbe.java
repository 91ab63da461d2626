package io.bhiv.load.machine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches one process while a load runs: the peak of its resident memory, looked at four times a second, and the processor time that
 * it took. Close it to stop watching; the figures stay.
 */
public final class RssProbe implements AutoCloseable {

    private final ProcessProbe probe;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final double cpuBefore;
    private volatile double peakMib;

    private RssProbe(ProcessHandle process, boolean family) {
        this.probe = new ProcessProbe(process, family);
        this.cpuBefore = probe.cpuSeconds();
        this.peakMib = probe.rssMib();
        this.thread =
                Thread.ofPlatform().name("watch-" + process.pid()).daemon().start(this::watch);
    }

    public static RssProbe watching(ProcessHandle process) {
        return new RssProbe(process, false);
    }

    /** A process that works through others, as PostgreSQL does: their processor time counts too. */
    public static RssProbe watchingFamily(ProcessHandle process) {
        return new RssProbe(process, true);
    }

    private void watch() {
        try {
            while (!closed.await(250, TimeUnit.MILLISECONDS)) {
                peakMib = Math.max(peakMib, probe.rssMib());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public double peakMib() {
        return peakMib;
    }

    /** Processor seconds since the watch began. */
    public double cpuSeconds() {
        return probe.cpuSeconds() - cpuBefore;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
