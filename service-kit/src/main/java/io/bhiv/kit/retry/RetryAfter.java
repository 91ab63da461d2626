package io.bhiv.kit.retry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110 10.2.3) in both forms: seconds, or an HTTP date. */
public final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** The pause asked for, 0 to 1 day; null where the header is missing or makes no sense. */
    public static @Nullable Duration read(@Nullable String header, Instant now) {
        if (header == null || header.isBlank()) {
            return null;
        }
        String text = header.strip();
        return text.chars().allMatch(digit -> digit >= '0' && digit <= '9') ? seconds(text) : date(text, now);
    }

    private static Duration seconds(String digits) {
        return digits.length() > 6 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static @Nullable Duration date(String text, Instant now) {
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return bounded(Duration.between(now, until));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
