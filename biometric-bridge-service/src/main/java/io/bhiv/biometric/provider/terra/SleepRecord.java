package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A night or a nap.
 *
 * <p>Filed under the day it ends. Its id stays when its bounds are edited. A tentative night is flagged: the provider will correct it.
 */
final class SleepRecord {

    private static final int MANUAL = 1;
    private static final int TENTATIVE = 3;
    private static final List<String> STAGES =
            List.of("UNKNOWN", "AWAKE", "SLEEPING", "OUT_OF_BED", "LIGHT", "DEEP", "REM");

    private SleepRecord() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        Part metadata = record.in("metadata");
        RecordTime started = RecordTime.of(metadata);
        if (started == null) {
            return null;
        }
        RecordTime time = started.filedByEnd();
        boolean nap = metadata.isTrue("is_nap");
        String summaryId = metadata.text("summary_id");
        Measures measures = new Measures(nap ? MeasurementContext.NAP : MeasurementContext.SLEEP, quality(metadata));
        Session session = new Session(
                summaryId, null, nap, null, stages(record, time.start().instant()));
        measures.add(Measure.session(Metric.SLEEP_SESSION, "sleep", session, SharedBlocks.device(record), null));
        body(record, measures);
        durations(record.in("sleep_durations_data"), measures);
        scores(record, measures);
        return new ResourceReading(
                "sleep",
                summaryId == null ? time.key() : summaryId,
                Operation.UPSERT,
                time.effective(),
                measures.found(),
                SharedBlocks.keptPrefix("sleep"),
                rawPath);
    }

    private static @Nullable Quality quality(Part metadata) {
        return switch (metadata.code("upload_type")) {
            case MANUAL -> new Quality(null, null, null, true, null, null);
            case TENTATIVE -> new Quality(null, null, true, null, null, null);
            default -> null;
        };
    }

    private static void body(Part record, Measures into) {
        SharedBlocks.heartRate(record.in("heart_rate_data"), true, into);
        Part respiration = record.in("respiration_data");
        Part breaths = respiration.in("breaths_data");
        into.value(breaths, "avg_breaths_per_min", Metric.RESPIRATORY_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.value(breaths, "min_breaths_per_min", Metric.RESPIRATORY_RATE, Units.PER_MINUTE, Statistic.MIN);
        into.value(breaths, "max_breaths_per_min", Metric.RESPIRATORY_RATE, Units.PER_MINUTE, Statistic.MAX);
        into.series(breaths, "samples", "breaths_per_min", Metric.RESPIRATORY_RATE, Units.PER_MINUTE);
        SharedBlocks.saturation(respiration.in("oxygen_saturation_data"), "samples", into);
        into.value(
                record.in("temperature_data"),
                "delta",
                Metric.SKIN_TEMPERATURE_DEVIATION,
                Units.CELSIUS,
                Statistic.DELTA_FROM_BASELINE);
    }

    private static void durations(Part durations, Measures into) {
        into.value(durations, "sleep_efficiency", Metric.SLEEP_EFFICIENCY, Units.PERCENT, Statistic.MEAN);
        Part asleep = durations.in("asleep");
        seconds(asleep, "duration_asleep_state_seconds", Metric.SLEEP_DURATION, into);
        seconds(asleep, "duration_deep_sleep_state_seconds", Metric.SLEEP_DEEP_DURATION, into);
        seconds(asleep, "duration_light_sleep_state_seconds", Metric.SLEEP_LIGHT_DURATION, into);
        seconds(asleep, "duration_REM_sleep_state_seconds", Metric.SLEEP_REM_DURATION, into);
        Part awake = durations.in("awake");
        seconds(awake, "duration_awake_state_seconds", Metric.SLEEP_AWAKE_DURATION, into);
        seconds(awake, "sleep_latency_seconds", Metric.SLEEP_LATENCY, into);
        seconds(durations.in("other"), "duration_in_bed_seconds", Metric.TIME_IN_BED, into);
    }

    private static void seconds(Part part, String field, Metric metric, Measures into) {
        into.value(part, field, metric, Units.SECONDS, Statistic.SUM);
    }

    private static void scores(Part record, Measures into) {
        Part readiness = record.in("readiness_data");
        into.score(readiness, "readiness", Metric.READINESS_SCORE);
        if (readiness.code("recovery_level") > 0) {
            into.score(readiness, "recovery_level", Metric.OTHER);
        }
        into.score(record.in("scores"), "sleep", Metric.SLEEP_SCORE);
        SharedBlocks.enrichment(record, into);
    }

    private static @Nullable List<Map<String, Object>> stages(Part record, Instant start) {
        List<Map<String, Object>> stages = new ArrayList<>();
        for (JsonNode sample : record.in("sleep_durations_data").elements("hypnogram_samples")) {
            RecordedAt at = RecordedAt.read(sample.path("timestamp").textValue());
            int level = sample.path("level").asInt(0);
            if (at != null) {
                stages.add(Map.of(
                        "offset_seconds",
                        Duration.between(start, at.instant()).toSeconds(),
                        "stage",
                        level >= 0 && level < STAGES.size() ? STAGES.get(level) : STAGES.getFirst()));
            }
        }
        return stages.isEmpty() ? null : stages;
    }
}
