package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.model.biometric.Effective;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a record holds, from its metadata.
 *
 * @param day that the provider files it under: the first ten characters of its time, whatever the offset
 */
record RecordTime(RecordedAt start, @Nullable RecordedAt end, LocalDate day, boolean localised) {

    private static final int UTC_ONLY = 0;

    private static final DateTimeFormatter KEY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Filed under the day it began. Null without a readable start. */
    static @Nullable RecordTime of(Part metadata) {
        RecordedAt start = metadata.time("start_time");
        return start == null
                ? null
                : new RecordTime(
                        start,
                        metadata.time("end_time"),
                        start.localDate(),
                        metadata.code("timestamp_localization") != UTC_ONLY);
    }

    /** Filed under the day it ended, as nights are. */
    RecordTime filedByEnd() {
        return end == null ? this : new RecordTime(start, end, end.localDate(), localised);
    }

    Effective effective() {
        return start.until(end, day, localised);
    }

    /** The start as a key, for a record without an id. */
    String key() {
        return key(start);
    }

    static String key(RecordedAt time) {
        return KEY.format(time.instant());
    }
}
