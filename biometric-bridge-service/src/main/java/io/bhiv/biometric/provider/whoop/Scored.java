package io.bhiv.biometric.provider.whoop;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ValueStatus;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What all records of WHOOP have in common: times in UTC with the offset beside them, and a score that is there, will come, or never
 * will. Without a score there is no value, whatever else the record holds.
 */
record Scored(Part record, Part score, String state) {

    private static final String SCORED = "SCORED";
    private static final double KILOJOULES_PER_KILOCALORIE = 4.184;
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double PERCENT = 100;

    static Scored of(Part record) {
        String state = record.text("score_state");
        return new Scored(record, record.in("score"), state == null ? "" : state);
    }

    boolean isScored() {
        return state.equals(SCORED) && score.isObject();
    }

    Measures measures(MeasurementContext context) {
        Double recorded = score.number("percent_recorded");
        Boolean calibrating = score.node().has("user_calibrating") ? score.isTrue("user_calibrating") : null;
        Quality quality = new Quality(
                state.isEmpty() ? null : state,
                calibrating,
                null,
                null,
                null,
                recorded == null || recorded < 0 || recorded > PERCENT ? null : recorded / PERCENT);
        return new Measures(context, quality);
    }

    /** Why there is no value. */
    ValueStatus why() {
        return switch (state) {
            case "PENDING_SCORE" -> ValueStatus.PENDING;
            case "UNSCORABLE" -> ValueStatus.UNSCORABLE;
            default -> ValueStatus.ABSENT;
        };
    }

    /** Energy; WHOOP gives kilojoules. */
    void energy(Measures into) {
        Double kilojoules = score.number("kilojoule");
        if (kilojoules != null && kilojoules >= 0) {
            into.add(Measure.value(
                    Metric.TOTAL_ENERGY,
                    score.path() + ".kilojoule",
                    kilojoules / KILOJOULES_PER_KILOCALORIE,
                    Units.KILOCALORIES,
                    Statistic.SUM));
        }
    }

    /** A duration; WHOOP gives milliseconds. */
    static void seconds(Part part, String field, Metric metric, Measures into) {
        Double millis = part.number(field);
        if (millis != null && millis >= 0) {
            into.add(Measure.value(
                    metric, part.path() + '.' + field, millis / MILLIS_PER_SECOND, Units.SECONDS, Statistic.SUM));
        }
    }

    void heartRate(Measures into) {
        into.value(score, "average_heart_rate", Metric.HEART_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.value(score, "max_heart_rate", Metric.HEART_RATE, Units.PER_MINUTE, Statistic.MAX);
    }

    /** What lasts from {@code start} to the end that the record names; open where it names none. */
    ResourceReading lasting(About about, RecordedAt start, Measures measures) {
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                Operation.UPSERT,
                start.until(time(record, "end"), start.localDate(), isLocalised(record)),
                measures.found(),
                null,
                null);
    }

    /** The time at the offset that the record names; as UTC where it names none that can be read. Null where there is no such time. */
    static @Nullable RecordedAt time(Part record, String field) {
        RecordedAt utc = record.time(field);
        ZoneOffset offset = offset(record);
        return utc == null || offset == null ? utc : utc.at(offset);
    }

    /** Whether the record names the offset of its times. */
    static boolean isLocalised(Part record) {
        return offset(record) != null;
    }

    private static @Nullable ZoneOffset offset(Part record) {
        String offset = record.text("timezone_offset");
        try {
            return offset == null ? null : ZoneOffset.of(offset);
        } catch (DateTimeException unknown) {
            return null;
        }
    }
}
