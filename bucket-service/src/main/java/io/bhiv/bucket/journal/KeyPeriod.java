package io.bhiv.bucket.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The 30 days whose packet keys lie in one partition, named by their first day; {@code bucket.key_period} in SQL is the same.
 *
 * <p>Long, because an id that a client chose is looked up in every period that is kept: two of them cost one look-up more than one.
 */
public final class KeyPeriod {

    public static final int DAYS = 30;

    private KeyPeriod() {}

    public static LocalDate of(LocalDate day) {
        return LocalDate.ofEpochDay(Math.floorDiv(day.toEpochDay(), DAYS) * DAYS);
    }

    static LocalDate of(Instant time) {
        return of(time.atZone(ZoneOffset.UTC).toLocalDate());
    }
}
