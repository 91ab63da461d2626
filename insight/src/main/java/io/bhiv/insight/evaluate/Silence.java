package io.bhiv.insight.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long an intake or a module has been silent, against its usual cadence: a provider that stops sending says nothing.
 *
 * @param lastAt the last minute in which something arrived; null where nothing did in 24 hours
 * @param usualGap nineteen of twenty pauses were shorter; null while too little is known to say
 */
public record Silence(
        String subject, @Nullable Instant lastAt, @Nullable Duration usualGap) {

    private static final int ENOUGH_GAPS = 10;
    private static final int FACTOR = 3;
    private static final Duration LEAST = Duration.ofMinutes(10);

    /**
     * Derived from the minutes in which something arrived.
     *
     * @param active one flag a minute, oldest first; the last one is the minute that {@code now} lies in
     */
    public static Silence of(String subject, boolean[] active, Instant now) {
        int[] minutes = minutes(active);
        if (minutes.length == 0) {
            return new Silence(subject, null, null);
        }
        int back = active.length - 1 - minutes[minutes.length - 1];
        Instant last = now.minus(Duration.ofMinutes(back));
        return new Silence(subject, last, usualGap(minutes));
    }

    private static int[] minutes(boolean[] active) {
        int[] found = new int[active.length];
        int size = 0;
        for (int minute = 0; minute < active.length; minute++) {
            if (active[minute]) {
                found[size++] = minute;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private static @Nullable Duration usualGap(int[] minutes) {
        if (minutes.length <= ENOUGH_GAPS) {
            return null;
        }
        int[] gaps = new int[minutes.length - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = minutes[i + 1] - minutes[i];
        }
        Arrays.sort(gaps);
        return Duration.ofMinutes(gaps[(int) Math.min(gaps.length - 1L, gaps.length * 95L / 100)]);
    }

    /** Not too long, as far as can be told. */
    public boolean isUsual(Instant now) {
        return !isUnusual(now);
    }

    /** Three times as long as usual, and at least ten minutes. */
    public boolean isUnusual(Instant now) {
        if (lastAt == null || usualGap == null) {
            return false;
        }
        Duration limit = usualGap.multipliedBy(FACTOR);
        return Duration.between(lastAt, now).compareTo(limit.compareTo(LEAST) < 0 ? LEAST : limit) > 0;
    }
}
