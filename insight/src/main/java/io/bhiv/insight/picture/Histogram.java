package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.kit.count.Latency;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How many durations lay in each bucket of a {@link Latency}, for the buckets that have any: one number for each, of the bucket in the
 * upper and the count in the lower {@value #BITS} bits, in order. Small, because there is one for every minute of every series; and what
 * the store keeps.
 */
public final class Histogram {

    /** Of the count. The store's statement contains it, too. */
    static final int BITS = 40;

    private static final long MOST = (1L << BITS) - 1;
    static final Histogram NONE = new Histogram(new long[0]);

    private final long[] buckets;

    private Histogram(long[] buckets) {
        this.buckets = buckets;
    }

    /** As it is kept. */
    public static Histogram kept(Long[] buckets) {
        return buckets.length == 0
                ? NONE
                : new Histogram(
                        Arrays.stream(buckets).mapToLong(Long::longValue).toArray());
    }

    /** To be kept. */
    public long[] kept() {
        return buckets.clone();
    }

    static Histogram of(SortedMap<Integer, Long> counts) {
        long[] buckets = new long[counts.size()];
        int next = 0;
        for (Map.Entry<Integer, Long> one : counts.entrySet()) {
            buckets[next++] = bucket(one.getKey(), one.getValue());
        }
        return new Histogram(buckets);
    }

    private static long bucket(long number, long count) {
        return (number << BITS) + Math.min(count, MOST);
    }

    /** How many buckets it has. */
    int size() {
        return buckets.length;
    }

    /** Both together. */
    Histogram and(Histogram more) {
        if (size() == 0 || more.size() == 0) {
            return size() == 0 ? more : this;
        }
        long[] both = new long[size() + more.size()];
        int filled = 0;
        int mine = 0;
        int other = 0;
        while (mine < size() || other < more.size()) {
            long number = Math.min(numberAt(mine), more.numberAt(other));
            long count = 0;
            count += numberAt(mine) == number ? buckets[mine++] & MOST : 0;
            count += more.numberAt(other) == number ? more.buckets[other++] & MOST : 0;
            both[filled++] = bucket(number, count);
        }
        return new Histogram(Arrays.copyOf(both, filled));
    }

    private long numberAt(int place) {
        return place < buckets.length ? buckets[place] >>> BITS : Long.MAX_VALUE;
    }

    /** @param counts by bucket */
    void addTo(long[] counts) {
        for (long bucket : buckets) {
            // Whatever somebody wrote into the table.
            counts[(int) Math.min(bucket >>> BITS, counts.length - 1L)] += bucket & MOST;
        }
    }

    /** Empty where there is no bucket. */
    public Optional<Percentiles> percentiles() {
        long[] counts = new long[Latency.BUCKETS];
        addTo(counts);
        return Percentiles.of(counts);
    }
}
