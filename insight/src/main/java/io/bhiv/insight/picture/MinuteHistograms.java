package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.kit.count.Latency;
import java.util.Arrays;
import java.util.Optional;

/** A histogram for each of the last 24 hours' minutes. */
final class MinuteHistograms {

    private final Histogram[] minutes = new Histogram[Minutes.KEPT];
    private long newest = Long.MIN_VALUE;
    private long buckets;

    MinuteHistograms() {
        Arrays.fill(minutes, Histogram.NONE);
    }

    /** How many all minutes have. */
    long buckets() {
        return buckets;
    }

    void add(long minute, Histogram more) {
        if (newest == Long.MIN_VALUE) {
            newest = minute;
        }
        for (long skipped = Math.max(newest + 1, minute - minutes.length + 1); skipped <= minute; skipped++) {
            put(skipped, Histogram.NONE);
        }
        newest = Math.max(newest, minute);
        if (minute > newest - minutes.length) {
            put(minute, minutes[slot(minute)].and(more));
        }
    }

    private void put(long minute, Histogram histogram) {
        buckets += histogram.size() - minutes[slot(minute)].size();
        minutes[slot(minute)] = histogram;
    }

    /** Forgets all minutes before this one. */
    void clearBefore(long minute) {
        if (newest != Long.MIN_VALUE) {
            for (long old = newest - minutes.length + 1; old < Math.min(minute, newest + 1); old++) {
                put(old, Histogram.NONE);
            }
        }
    }

    /** One minute's. */
    Histogram at(long minute) {
        return minute > newest || minute <= newest - minutes.length ? Histogram.NONE : minutes[slot(minute)];
    }

    /** Of all minutes together. */
    Optional<Percentiles> percentiles(long from, long until) {
        long[] counts = new long[Latency.BUCKETS];
        for (long minute = Math.max(from, until - minutes.length); minute < until; minute++) {
            at(minute).addTo(counts);
        }
        return Percentiles.of(counts);
    }

    private static int slot(long minute) {
        return (int) Math.floorMod(minute, (long) Minutes.KEPT);
    }
}
