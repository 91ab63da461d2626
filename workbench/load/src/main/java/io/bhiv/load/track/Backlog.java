package io.bhiv.load.track;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How much was acknowledged and had not arrived, once a second through a load. */
public final class Backlog implements AutoCloseable {

    private final DeliveryLedger ledger;
    private final List<Long> seconds = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Backlog(DeliveryLedger ledger) {
        this.ledger = ledger;
        this.thread = Thread.ofPlatform().name("watch-backlog").daemon().unstarted(this::watch);
    }

    public static Backlog watching(DeliveryLedger ledger) {
        Backlog backlog = new Backlog(ledger);
        backlog.thread.start();
        return backlog;
    }

    private void watch() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                add(ledger.counts().missing());
            }
            add(ledger.counts().missing());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void add(long behind) {
        seconds.add(behind);
    }

    /** The mean of the fifth of the load that ends at {@code part} of it, 0.2 to 1. */
    public synchronized long after(double part) {
        int to = (int) Math.round(seconds.size() * part);
        int from = Math.max(0, to - Math.max(1, seconds.size() / 5));
        return Math.round(seconds.subList(from, to).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElse(0));
    }

    /** How much larger the backlog was at the end than after a fifth; a steady one fluctuates around 0. */
    public long growth() {
        return after(1) - after(0.2);
    }

    /** Waits until everything acknowledged has arrived; how long that took, or {@code patience} if it did not. */
    public static Duration awaitDrained(DeliveryLedger ledger, Duration patience) {
        long start = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (ledger.counts().missing() > 0 && System.nanoTime() - start < patience.toNanos()) {
                never.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Duration.ofNanos(System.nanoTime() - start);
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
