package io.bhiv.insight.picture;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** A value for each of the last 24 hours' minutes. What is older than that, or ahead of the newest by an hour, is not kept. */
final class Minutes {

    static final int KEPT = (int) Duration.ofHours(24).toMinutes();

    private final double[] values = new double[KEPT];
    private final double blank;
    private long newest = Long.MIN_VALUE;
    private long last = Long.MIN_VALUE;

    Minutes() {
        this(0);
    }

    /** @param blank of a minute without a value */
    Minutes(double blank) {
        this.blank = blank;
        Arrays.fill(values, blank);
    }

    static long minuteOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60L);
    }

    void add(long minute, double value) {
        if (value > 0) {
            seen(minute);
        }
        if (advance(minute)) {
            values[slot(minute)] += value;
        }
    }

    void set(long minute, double value) {
        if (advance(minute)) {
            values[slot(minute)] = value;
        }
    }

    /** Something was added in this minute, which need not be kept. */
    void seen(long minute) {
        last = Math.max(last, minute);
    }

    /** The last minute in which something was added, however long ago; {@code Long.MIN_VALUE} before the first. */
    long last() {
        return last;
    }

    /** Forgets all minutes before this one. */
    void clearBefore(long minute) {
        if (newest != Long.MIN_VALUE) {
            for (long old = newest - KEPT + 1; old < Math.min(minute, newest + 1); old++) {
                values[slot(old)] = blank;
            }
        }
    }

    /** The newest minute that has a place; {@code Long.MIN_VALUE} before the first. */
    long newest() {
        return newest;
    }

    double at(long minute) {
        return minute > newest || minute <= newest - KEPT ? blank : values[slot(minute)];
    }

    double sum(long from, long until) {
        double sum = 0;
        for (long minute = Math.max(from, until - KEPT); minute < until; minute++) {
            sum += at(minute);
        }
        return sum;
    }

    /** Whether something was added, of each minute that is kept, the last one being the one before {@code until}. */
    boolean[] active(long until) {
        boolean[] active = new boolean[KEPT];
        for (int i = 0; i < active.length; i++) {
            active[i] = at(until - active.length + i) > 0;
        }
        return active;
    }

    private boolean advance(long minute) {
        if (newest == Long.MIN_VALUE) {
            newest = minute;
        }
        if (minute > newest) {
            if (minute - newest >= KEPT) {
                Arrays.fill(values, blank);
            } else {
                for (long skipped = newest + 1; skipped <= minute; skipped++) {
                    values[slot(skipped)] = blank;
                }
            }
            newest = minute;
        }
        return minute > newest - KEPT;
    }

    private static int slot(long minute) {
        return (int) Math.floorMod(minute, (long) KEPT);
    }
}
