package io.bhiv.biometric.provider;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The layout in which providers write nearly all times, {@code yyyy-mm-ddThh:mm:ss[.ffffff](Z|±hh:mm)}, read by hand: a day
 * can have a hundred thousand samples, and the platform's parser makes several maps for each.
 */
final class UsualTime {

    private static final int SECONDS_END = 19;
    private static final int OFFSET_LENGTH = 6;
    private static final int MAX_FRACTION = 9;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final String LAYOUT = "dddd-dd-ddTdd:dd:dd";

    private UsualTime() {}

    /** Null where the text is not of this layout, or no time: the platform's parser decides both. */
    static @Nullable RecordedAt read(String text) {
        return isUsual(text) ? usual(text) : null;
    }

    private static boolean isUsual(String text) {
        if (text.length() <= SECONDS_END) {
            return false;
        }
        for (int at = 0; at < SECONDS_END; at++) {
            char wanted = LAYOUT.charAt(at);
            char found = text.charAt(at);
            if (wanted == 'd' ? !isDigit(found) : found != wanted) {
                return false;
            }
        }
        return true;
    }

    /** Null when it is not quite the usual layout after all. */
    private static @Nullable RecordedAt usual(String text) {
        int zone = text.charAt(SECONDS_END) == '.' ? fractionEnd(text) : SECONDS_END;
        int year = number(text, 0, 4);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int offset = offsetSeconds(text, zone);
        boolean plain = year >= 1900 && year <= 2999 && hour < 24 && minute < 60 && second < 60;
        if (zone < 0 || offset == Integer.MIN_VALUE || !plain) {
            return null;
        }
        try {
            LocalDate date = LocalDate.of(year, number(text, 5, 7), number(text, 8, 10));
            long seconds = date.toEpochDay() * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second - offset;
            Instant instant = Instant.ofEpochSecond(seconds, nanos(text, zone));
            return new RecordedAt(instant, ZoneOffset.ofTotalSeconds(offset), date, true);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Where the digits after the point end; -1 when there are none or too many. */
    private static int fractionEnd(String text) {
        int end = SECONDS_END + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int digits = end - SECONDS_END - 1;
        return digits == 0 || digits > MAX_FRACTION ? -1 : end;
    }

    private static int nanos(String text, int zone) {
        int nanos = 0;
        for (int digit = 0; digit < MAX_FRACTION; digit++) {
            int at = SECONDS_END + 1 + digit;
            nanos = nanos * 10 + (at < zone ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    /** {@link Integer#MIN_VALUE} when it is no usual offset. */
    private static int offsetSeconds(String text, int zone) {
        if (zone < 0 || zone >= text.length()) {
            return Integer.MIN_VALUE;
        }
        char sign = text.charAt(zone);
        if (sign == 'Z') {
            return zone == text.length() - 1 ? 0 : Integer.MIN_VALUE;
        }
        boolean usual = (sign == '+' || sign == '-')
                && text.length() == zone + OFFSET_LENGTH
                && text.charAt(zone + 3) == ':'
                && isNumber(text, zone + 1, zone + 3)
                && isNumber(text, zone + 4, zone + OFFSET_LENGTH);
        int hours = usual ? number(text, zone + 1, zone + 3) : 0;
        int minutes = usual ? number(text, zone + 4, zone + OFFSET_LENGTH) : 0;
        if (!usual || hours > 17 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return sign == '+' ? seconds : -seconds;
    }

    private static boolean isNumber(String text, int from, int to) {
        boolean digits = true;
        for (int at = from; at < to; at++) {
            digits &= isDigit(text.charAt(at));
        }
        return digits;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
