package io.bhiv.biometric.verify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a provider writes the time of signing: decimal digits only. */
enum TimestampUnit {
    MILLIS,

    /** Seconds, unless the number is so large that it can only be milliseconds: documents of Oura and Terra are not of one mind. */
    SECONDS_OR_MILLIS;

    private static final long FIRST_MILLIS = 1_000_000_000_000L;
    private static final int MAX_DIGITS = 15;

    @Nullable
    Instant read(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        long number = Long.parseLong(digits);
        return switch (this) {
            case MILLIS -> Instant.ofEpochMilli(number);
            case SECONDS_OR_MILLIS ->
                number > FIRST_MILLIS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
        };
    }
}
