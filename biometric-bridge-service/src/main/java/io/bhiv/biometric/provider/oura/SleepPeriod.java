package io.bhiv.biometric.provider.oura;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.biometric.Device;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A period of sleep, filed under Oura's {@code day}. Its id stays when its bounds are edited.
 *
 * <p>{@code long_sleep} is the main night. {@code late_nap} and {@code sleep}, which is short, are naps. {@code rest} was no sleep: its
 * durations are left out. {@code deleted} withdraws the record.
 */
final class SleepPeriod {

    private static final String TYPE_DELETED = "deleted";
    private static final int SECONDS_PER_PHASE = 300;

    private SleepPeriod() {}

    static @Nullable ResourceReading read(About about, Part record) {
        RecordedAt start = record.time("bedtime_start");
        if (start == null) {
            return null;
        }
        LocalDate day = OuraDay.of(record, start);
        String type = record.text("type");
        boolean deleted = TYPE_DELETED.equals(type);
        Measures measures = new Measures(context(type), quality(record));
        if (!deleted) {
            read(about, record, type, measures);
        }
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                deleted ? Operation.DELETE : Operation.UPSERT,
                start.until(record.time("bedtime_end"), day, true),
                measures.found(),
                null,
                null);
    }

    private static MeasurementContext context(@Nullable String type) {
        return switch (type == null ? "" : type) {
            case "long_sleep" -> MeasurementContext.SLEEP;
            case "late_nap", "sleep" -> MeasurementContext.NAP;
            case "rest" -> MeasurementContext.REST;
            default -> MeasurementContext.UNKNOWN;
        };
    }

    private static @Nullable Quality quality(Part record) {
        return record.isTrue("low_battery_alert") ? new Quality(null, null, null, null, true, null) : null;
    }

    private static void read(About about, Part record, @Nullable String type, Measures into) {
        boolean asleep = !"rest".equals(type);
        if (asleep) {
            Boolean nap = type == null ? null : context(type) == MeasurementContext.NAP;
            Session session = new Session(about.objectId(), null, nap, type, stages(record));
            into.add(Measure.session(Metric.SLEEP_SESSION, "sleep", session, device(record), null));
            durations(record, into);
        }
        into.valueOrAbsent(record, "average_hrv", Metric.HRV_RMSSD, Units.MILLISECONDS, Statistic.MEAN);
        into.intervalSeries(record, "hrv", Metric.HRV_RMSSD, Units.MILLISECONDS);
        into.value(record, "lowest_heart_rate", Metric.RESTING_HEART_RATE, Units.PER_MINUTE, Statistic.MIN);
        into.value(record, "average_heart_rate", Metric.HEART_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.intervalSeries(record, "heart_rate", Metric.HEART_RATE, Units.PER_MINUTE);
        into.value(record, "average_breath", Metric.RESPIRATORY_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.value(
                record.in("readiness"),
                "temperature_deviation",
                Metric.SKIN_TEMPERATURE_DEVIATION,
                Units.CELSIUS,
                Statistic.DELTA_FROM_BASELINE);
    }

    private static void durations(Part record, Measures into) {
        seconds(record, "total_sleep_duration", Metric.SLEEP_DURATION, into);
        seconds(record, "deep_sleep_duration", Metric.SLEEP_DEEP_DURATION, into);
        seconds(record, "light_sleep_duration", Metric.SLEEP_LIGHT_DURATION, into);
        seconds(record, "rem_sleep_duration", Metric.SLEEP_REM_DURATION, into);
        seconds(record, "awake_time", Metric.SLEEP_AWAKE_DURATION, into);
        seconds(record, "latency", Metric.SLEEP_LATENCY, into);
        seconds(record, "time_in_bed", Metric.TIME_IN_BED, into);
        into.value(record, "efficiency", Metric.SLEEP_EFFICIENCY, Units.PERCENT, Statistic.MEAN);
    }

    private static void seconds(Part record, String field, Metric metric, Measures into) {
        into.value(record, field, metric, Units.SECONDS, Statistic.SUM);
    }

    /** Where a stage begins; a character of Oura's text is five minutes. */
    private static @Nullable List<Map<String, Object>> stages(Part record) {
        String phases = record.node().path("sleep_phase_5_min").asText();
        List<Map<String, Object>> stages = new ArrayList<>();
        for (int at = 0; at < phases.length(); at++) {
            if (at == 0 || phases.charAt(at) != phases.charAt(at - 1)) {
                stages.add(Map.of("offset_seconds", (long) at * SECONDS_PER_PHASE, "stage", stage(phases.charAt(at))));
            }
        }
        return stages.isEmpty() ? null : stages;
    }

    private static String stage(char phase) {
        return switch (phase) {
            case '1' -> "DEEP";
            case '2' -> "LIGHT";
            case '3' -> "REM";
            case '4' -> "AWAKE";
            default -> "UNKNOWN";
        };
    }

    /** The ring's id is hashed: it distinguishes two rings and identifies neither. */
    private static @Nullable Device device(Part record) {
        String ring = record.text("ring_id");
        return ring == null
                ? null
                : new Device("Oura", null, null, NameUuid.v3(ring).toString());
    }
}
