package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.ZoneSource;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A time as providers write it.
 *
 * @param localDate the first ten characters as written: the day that the provider files it under, never computed
 * @param zoned whether an offset was written
 */
public record RecordedAt(Instant instant, ZoneOffset offset, LocalDate localDate, boolean zoned) {

    private static final int DATE_LENGTH = 10;
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2999;
    private static final int WHOLE_MINUTES = 60;

    /** Null when the text is no time: with an offset, without one (taken as UTC), or a date alone. */
    public static @Nullable RecordedAt read(@Nullable String text) {
        if (text == null || text.length() < DATE_LENGTH || text.length() > 40) {
            return null;
        }
        RecordedAt usual = UsualTime.read(text);
        return usual == null ? parsed(text) : usual;
    }

    /** The same by the platform's parser, whatever the layout. */
    public static @Nullable RecordedAt parsed(String text) {
        try {
            RecordedAt time = text.length() == DATE_LENGTH ? ofDate(text) : ofDateTime(text);
            int year = time.localDate().getYear();
            return year < FIRST_YEAR || year > LAST_YEAR ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static RecordedAt ofDate(String text) {
        LocalDate date = LocalDate.parse(text);
        return new RecordedAt(date.atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC, date, false);
    }

    private static RecordedAt ofDateTime(String text) {
        LocalDate date = LocalDate.parse(text.substring(0, DATE_LENGTH));
        if (hasOffset(text)) {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return new RecordedAt(time.toInstant(), time.getOffset(), date, true);
        }
        return new RecordedAt(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC), ZoneOffset.UTC, date, false);
    }

    private static boolean hasOffset(String text) {
        char last = text.charAt(text.length() - 1);
        return last == 'Z' || last == 'z' || text.indexOf('+', DATE_LENGTH) > 0 || text.indexOf('-', DATE_LENGTH) > 0;
    }

    /** Holds from this time to {@code end}; filed under {@code day}. */
    public Effective until(@Nullable RecordedAt end, LocalDate day, boolean localised) {
        boolean wholeMinutes = offset.getTotalSeconds() % WHOLE_MINUTES == 0;
        String zoneOffset = zoned && localised && wholeMinutes ? offset.getId() : null;
        return new Effective(
                instant,
                end == null || end.instant().isBefore(instant) ? null : end.instant(),
                zoneOffset,
                day,
                zoneSource(zoneOffset));
    }

    /** The same time, filed under its day at this offset. For providers that write UTC and the offset apart. */
    public RecordedAt at(ZoneOffset local) {
        return new RecordedAt(instant, local, LocalDate.ofInstant(instant, local), true);
    }

    /** Holds at this time. */
    public Effective alone() {
        return until(null, localDate, true);
    }

    private ZoneSource zoneSource(@Nullable String zoneOffset) {
        if (zoneOffset != null) {
            return ZoneSource.PROVIDER;
        }
        return zoned ? ZoneSource.UNKNOWN : ZoneSource.ASSUMED_UTC;
    }
}
