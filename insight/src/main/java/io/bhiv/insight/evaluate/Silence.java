package io.bhiv.insight.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long an intake or a module has been silent, against its usual cadence: a provider that stops sending gives no sign.
 *
 * @param lastAt the last minute in which something arrived, however long ago; null where none is known
 * @param usualGap nineteen of twenty pauses of the last 24 hours were shorter; where they had less than ten, the longest of the last
 *     ten; null while there were not as many
 * @param longestGap no pause of the last 24 hours was longer: a night in which nobody sends is no alarm
 */
public record Silence(
        String subject,
        @Nullable Instant lastAt,
        @Nullable Duration usualGap,
        @Nullable Duration longestGap) {

    private static final int ENOUGH_GAPS = 10;
    private static final int FACTOR = 3;
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration LEAST = Duration.ofMinutes(10);

    /**
     * Derived from the minutes in which something arrived.
     *
     * @param active one flag a minute, oldest first; the last one is the minute that {@code now} lies in
     * @param known how many of them, the last ones, were reported at all
     */
    public static Silence of(String subject, boolean[] active, int known, Instant now) {
        int[] minutes = minutes(active);
        if (minutes.length == 0) {
            return new Silence(subject, null, null, null);
        }
        int back = active.length - 1 - minutes[minutes.length - 1];
        Instant last = now.minus(Duration.ofMinutes(back));
        int[] gaps = gaps(minutes);
        // What came before the first is a pause too, as long as there were reports.
        int first = Math.max(0, minutes[0] - Math.max(0, active.length - known));
        return new Silence(
                subject,
                last,
                usualGap(gaps),
                Duration.ofMinutes(Math.max(first, gaps.length == 0 ? 0 : gaps[gaps.length - 1])));
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

    /** Between one and the next, the shortest first. */
    private static int[] gaps(int[] minutes) {
        int[] gaps = new int[minutes.length - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = minutes[i + 1] - minutes[i];
        }
        Arrays.sort(gaps);
        return gaps;
    }

    private static @Nullable Duration usualGap(int[] gaps) {
        return gaps.length < ENOUGH_GAPS
                ? null
                : Duration.ofMinutes(gaps[(int) Math.min(gaps.length - 1L, gaps.length * 95L / 100)]);
    }

    /**
     * With what was before: what is usual would be forgotten with the minutes that showed it, in the very hours of a silence, and who
     * sends once a day would have no cadence at all.
     *
     * @param last the last minute in which something arrived; null where none is known
     * @param usual the longest of the last ten pauses; null where there were fewer
     */
    public Silence remembering(@Nullable Instant last, @Nullable Duration usual) {
        boolean old = lastAt == null && last != null;
        return new Silence(subject, old ? last : lastAt, usualGap == null ? usual : usualGap, old ? DAY : longestGap);
    }

    /** Not too long, as far as is known. */
    public boolean isUsual(Instant now) {
        return !isUnusual(now);
    }

    /** Three times as long as usual, at least ten minutes, and longer than any pause of the last 24 hours. */
    public boolean isUnusual(Instant now) {
        if (lastAt == null || usualGap == null || longestGap == null) {
            return false;
        }
        Duration limit = Collections.max(List.of(LEAST, usualGap.multipliedBy(FACTOR), longestGap));
        return Duration.between(lastAt, now).compareTo(limit) > 0;
    }
}
