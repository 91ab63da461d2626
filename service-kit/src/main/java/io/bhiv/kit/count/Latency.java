package io.bhiv.kit.count;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something takes: a histogram of fixed buckets, eight to each doubling from 1 µs to 19 hours, so that a percentile is
 * at most an eighth too high. Recording adds to two {@link LongAdder}s, allocates nothing and never waits; any thread may record.
 */
public final class Latency {

    private static final int BITS = 3;
    private static final int PARTS = 1 << BITS;
    private static final long LONGEST = (1L << 36) - 1;
    /** Buckets are numbered from 0 to below this. */
    public static final int BUCKETS = bucketOf(LONGEST) + 1;

    private final String name;
    private final String subject;
    private final LongAdder[] buckets = new LongAdder[BUCKETS];
    private final LongAdder nanos = new LongAdder();

    Latency(String name, String subject) {
        this.name = name;
        this.subject = subject;
        Arrays.setAll(buckets, i -> new LongAdder());
    }

    public String name() {
        return name;
    }

    /** What was timed: an intake, a destination or a module; may be empty. */
    public String subject() {
        return subject;
    }

    public void record(long took) {
        nanos.add(took);
        buckets[bucketOf(TimeUnit.NANOSECONDS.toMicros(took))].increment();
    }

    /** All that was recorded so far. Not one moment in time while something is recorded. */
    public Recorded recorded() {
        long[] counts = new long[BUCKETS];
        Arrays.setAll(counts, i -> buckets[i].sum());
        return new Recorded(counts, nanos.sum());
    }

    static int bucketOf(long micros) {
        long value = Math.clamp(micros, 0, LONGEST);
        if (value < PARTS) {
            return (int) value;
        }
        int doublings = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value);
        return doublings * PARTS + (int) (value >>> doublings);
    }

    /** The first value that is too large for the bucket, in microseconds. */
    static long endOf(int bucket) {
        if (bucket < PARTS) {
            return bucket + 1L;
        }
        int doublings = bucket / PARTS - 1;
        return (long) (bucket % PARTS + PARTS + 1) << doublings;
    }

    /**
     * What a histogram holds.
     *
     * @param counts by bucket
     * @param nanos the sum of all
     */
    public record Recorded(long[] counts, long nanos) {

        static final Recorded NOTHING = new Recorded(new long[BUCKETS], 0);

        /** What was recorded since {@code before}. */
        public Recorded since(Recorded before) {
            long[] more = new long[BUCKETS];
            Arrays.setAll(more, i -> counts[i] - before.counts[i]);
            return new Recorded(more, nanos - before.nanos);
        }

        public static Recorded nothing() {
            return NOTHING;
        }

        /** Counts by the number of the bucket, without those that are empty. */
        public SortedMap<Integer, Long> buckets() {
            SortedMap<Integer, Long> some = new TreeMap<>();
            for (int bucket = 0; bucket < counts.length; bucket++) {
                if (counts[bucket] > 0) {
                    some.put(bucket, counts[bucket]);
                }
            }
            return some;
        }

        public long count() {
            return Arrays.stream(counts).sum();
        }

        public double sumMillis() {
            return nanos / 1e6;
        }

        /** The end of the bucket in which the percentile lies; 0 where nothing was recorded. */
        public double percentileMillis(double percentile) {
            long rank = (long) Math.ceil(count() * percentile / 100);
            long seen = 0;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                seen += counts[bucket];
                if (seen >= rank && rank > 0) {
                    return endOf(bucket) / 1e3;
                }
            }
            return 0;
        }
    }
}
