package io.bhiv.kit.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The 30 days whose keys lie in one partition, named by their first day; {@code key_period} in a service's SQL is the same.
 *
 * <p>Long, because a unique index covers one partition only, and a key is looked up in every other one that is kept: two periods of 30
 * days cost one look-up more than one table, partitions of a day would cost thirty.
 */
public final class KeyPeriod {

    public static final int DAYS = 30;

    /** Longer than a statement may take, and clocks may differ. */
    private static final Duration AROUND_A_CHANGE = Duration.ofMinutes(1);

    private KeyPeriod() {}

    public static LocalDate of(LocalDate day) {
        return LocalDate.ofEpochDay(Math.floorDiv(day.toEpochDay(), DAYS) * DAYS);
    }

    public static LocalDate of(Instant time) {
        return of(time.atZone(ZoneOffset.UTC).toLocalDate());
    }

    /**
     * Whether statements that run now may fall into different periods. Two equal keys would then meet two different indexes, so those
     * who insert keys take turns.
     */
    public static boolean isAroundAChange(Instant time) {
        return !of(time.minus(AROUND_A_CHANGE)).equals(of(time.plus(AROUND_A_CHANGE)));
    }
}
