package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A value for each of the last 24 hours' minutes. What is older than that is not kept. */
final class Minutes {

    static final int KEPT = (int) Duration.ofHours(24).toMinutes();

    /** As long as the store is queried: a sender that has been silent for longer is no longer missed. */
    private static final long SILENCE = Duration.ofDays(30).toMinutes();
    /** With ten pauses between them. */
    static final int LATEST = 11;

    private final double[] values = new double[KEPT];
    private final double blank;
    private long newest = Long.MIN_VALUE;
    /** Minutes in which something was added, the newest first; {@code Long.MIN_VALUE} where there were fewer. */
    private final long[] latest = new long[LATEST];

    Minutes() {
        this(0);
    }

    /** @param blank of a minute without a value */
    Minutes(double blank) {
        this.blank = blank;
        Arrays.fill(values, blank);
        Arrays.fill(latest, Long.MIN_VALUE);
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
        int place = 0;
        while (place < LATEST && latest[place] > minute) {
            place++;
        }
        if (place < LATEST && latest[place] != minute) {
            System.arraycopy(latest, place, latest, place + 1, LATEST - 1 - place);
            latest[place] = minute;
        }
    }

    /** The last minute in which something was added, however long ago; {@code Long.MIN_VALUE} before the first. */
    long last() {
        return latest[0];
    }

    /**
     * How long nothing has been added.
     *
     * @param known how many of the last minutes were reported at all
     */
    Silence silence(String subject, int known, Instant now) {
        long oldest = minuteOf(now) - SILENCE;
        return Silence.of(subject, active(minuteOf(now) + 1), known, now)
                .remembering(last() < oldest ? null : Instant.ofEpochSecond(last() * 60), usualGap(oldest));
    }

    private @Nullable Duration usualGap(long oldest) {
        return latest[LATEST - 1] < oldest
                ? null
                : Duration.ofMinutes(IntStream.range(1, LATEST)
                        .mapToLong(i -> latest[i - 1] - latest[i])
                        .max()
                        .orElseThrow());
    }

    /** Forgets all minutes before this one. */
    void clearBefore(long minute) {
        if (newest != Long.MIN_VALUE) {
            for (long old = newest - KEPT + 1; old < Math.min(minute, newest + 1); old++) {
                values[slot(old)] = blank;
            }
        }
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

    /** Of each minute that is kept, the last one being the one before {@code until}. */
    private boolean[] active(long until) {
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
