package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** A day. It has no id: its day is its key. */
final class DailyRecord {

    private DailyRecord() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        Part metadata = record.in("metadata");
        RecordTime time = RecordTime.of(metadata);
        if (time == null) {
            return null;
        }
        UploadType upload = UploadType.of(metadata);
        Measures measures = new Measures(MeasurementContext.DAY, upload.quality());
        read(record, measures);
        return new ResourceReading(
                "daily",
                time.day().toString(),
                upload.operation(),
                time.effective(),
                measures.found(),
                SharedBlocks.keptPrefix("daily"),
                rawPath);
    }

    private static void read(Part record, Measures into) {
        SharedBlocks.heartRate(record.in("heart_rate_data"), true, into);
        SharedBlocks.oxygen(record.in("oxygen_data"), into);
        SharedBlocks.energy(record.in("calories_data"), into);
        Part distance = record.in("distance_data");
        into.value(distance, "distance_meters", Metric.DISTANCE, Units.METRES, Statistic.SUM);
        into.value(distance, "steps", Metric.STEPS, Units.STEPS, Statistic.SUM);
        into.other(distance, "floors_climbed", "{floors}", Statistic.SUM);
        into.score(record.in("strain_data"), "strain_level", Metric.STRAIN);
        stress(record.in("stress_data"), into);
        Part scores = record.in("scores");
        into.score(scores, "recovery", Metric.RECOVERY_SCORE);
        into.score(scores, "sleep", Metric.SLEEP_SCORE);
        into.score(scores, "activity", Metric.OTHER);
        SharedBlocks.enrichment(record, into);
    }

    private static void stress(Part stress, Measures into) {
        into.value(stress, "avg_stress_level", Metric.STRESS_LEVEL, Units.SCORE, Statistic.MEAN);
        into.value(stress, "max_stress_level", Metric.STRESS_LEVEL, Units.SCORE, Statistic.MAX);
        into.value(stress, "high_stress_duration_seconds", Metric.STRESS_HIGH_DURATION, Units.SECONDS, Statistic.SUM);
        into.other(stress, "medium_stress_duration_seconds", Units.SECONDS, Statistic.SUM);
        into.other(stress, "low_stress_duration_seconds", Units.SECONDS, Statistic.SUM);
        into.other(stress, "rest_stress_duration_seconds", Units.SECONDS, Statistic.SUM);
        into.other(stress, "activity_stress_duration_seconds", Units.SECONDS, Statistic.SUM);
        into.other(stress, "stress_duration_seconds", Units.SECONDS, Statistic.SUM);
        into.series(stress, "samples", "level", Metric.STRESS_LEVEL, Units.SCORE);
    }
}
