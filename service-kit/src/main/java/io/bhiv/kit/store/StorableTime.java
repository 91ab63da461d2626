package io.bhiv.kit.store;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time that a {@code timestamptz} holds as it is, from the year 1 to the year 9999. Java reads years up to a billion; of those one
 * driver makes infinity and another an overflow.
 */
public final class StorableTime {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private StorableTime() {}

    public static boolean isStorable(Instant time) {
        return !(time.isBefore(FIRST) || time.isAfter(LAST));
    }

    /** Reads a time in UTC such as {@code 2026-03-01T02:00:00Z}; null where it is none, or cannot be stored. */
    public static @Nullable Instant read(String text) {
        try {
            Instant time = Instant.parse(text);
            return isStorable(time) ? time : null;
        } catch (DateTimeException notATime) {
            return null;
        }
    }
}
