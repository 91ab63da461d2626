package io.bhiv.biometric.provider.oura;

import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The local day under which Oura files a record. */
final class OuraDay {

    private OuraDay() {}

    /** Oura's own day; the day of {@code otherwise} where it names none. */
    static LocalDate of(Part record, RecordedAt otherwise) {
        RecordedAt day = record.time("day");
        return day == null ? otherwise.localDate() : day.localDate();
    }

    /** When a record of a day begins: its time with an offset, or the day alone. Null where it has neither. */
    static @Nullable RecordedAt start(Part record) {
        RecordedAt timestamp = record.time("timestamp");
        return timestamp == null ? record.time("day") : timestamp;
    }
}
