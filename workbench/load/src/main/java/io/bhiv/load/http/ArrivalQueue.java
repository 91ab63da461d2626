package io.bhiv.load.http;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * The due times of an open loop: pure arithmetic on the given time.
 *
 * <p>Due times follow from the rate alone, never from when they are asked for. They wait here until a connection is free; at
 * most {@code capacity} wait, the rest is {@link #overflow() counted}.
 */
final class ArrivalQueue {

    private final LongSupplier gaps;
    private final long[] waiting;
    private int head;
    private int size;
    private long nextDue;
    private long overflow;

    ArrivalQueue(Pacing.OpenLoop pacing, long start, long seed) {
        this.gaps = gaps(pacing, seed);
        this.waiting = new long[pacing.maxWaiting()];
        this.nextDue = start;
    }

    private static LongSupplier gaps(Pacing.OpenLoop pacing, long seed) {
        double meanNanos = 1e9 / pacing.perSecond();
        SplittableRandom random = new SplittableRandom(seed);
        // The fraction of a nanosecond is carried over: at odd rates plain rounding would shift the rate itself.
        double[] carried = {0};
        return () -> {
            double gap = switch (pacing.arrivals()) {
                case CONSTANT -> meanNanos;
                case POISSON -> -Math.log(1 - random.nextDouble()) * meanNanos;
            };
            double exact = gap + carried[0];
            long whole = (long) exact;
            carried[0] = exact - whole;
            return whole;
        };
    }

    /** Lets everything that is due by {@code now}, and before {@code end}, wait for a connection. */
    void advance(long now, long end) {
        while (nextDue <= now && nextDue < end) {
            if (size == waiting.length) {
                overflow++;
            } else {
                waiting[(head + size) % waiting.length] = nextDue;
                size++;
            }
            nextDue += gaps.getAsLong();
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes the longest waiting due time. */
    long take() {
        if (size == 0) {
            throw new IllegalStateException("nothing is due");
        }
        long due = waiting[head];
        head = (head + 1) % waiting.length;
        size--;
        return due;
    }

    int waiting() {
        return size;
    }

    long nextDue() {
        return nextDue;
    }

    long overflow() {
        return overflow;
    }
}
