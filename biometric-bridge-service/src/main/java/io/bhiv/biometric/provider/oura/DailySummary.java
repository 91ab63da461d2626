package io.bhiv.biometric.provider.oura;

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
import io.bhiv.model.biometric.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Oura sums up for a day.
 *
 * <p>Scores and their contributors are numbers from 1 to 100 and never a quantity: {@code contributors.hrv_balance} is no variability
 * and {@code contributors.resting_heart_rate} no heart rate. Skin temperature is a deviation only; it and the saturation are measured
 * during the night.
 */
final class DailySummary {

    private static final String CONTRIBUTORS = "contributors";
    private static final Map<String, Integer> RESILIENCE =
            Map.of("limited", 1, "adequate", 2, "solid", 3, "strong", 4, "exceptional", 5);
    private static final Map<String, Integer> STRESS = Map.of("restored", 1, "normal", 2, "stressful", 3);

    private DailySummary() {}

    static @Nullable ResourceReading read(About about, Part record) {
        RecordedAt start = OuraDay.start(record);
        if (start == null) {
            return null;
        }
        Measures day = new Measures(MeasurementContext.DAY, null);
        Measures night = new Measures(MeasurementContext.SLEEP, null);
        read(about.objectType(), record, day, night);
        List<Measure> found = new ArrayList<>(day.found());
        found.addAll(night.found());
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                Operation.UPSERT,
                start.until(null, OuraDay.of(record, start), true),
                found,
                null,
                null);
    }

    private static void read(String type, Part record, Measures day, Measures night) {
        switch (type) {
            case "daily_sleep" -> scored(record, Metric.SLEEP_SCORE, day);
            case "daily_readiness" -> {
                scored(record, Metric.READINESS_SCORE, day);
                deviation(record, "temperature_deviation", Metric.SKIN_TEMPERATURE_DEVIATION, night);
                deviation(record, "temperature_trend_deviation", Metric.OTHER, night);
            }
            case "daily_activity" -> activity(record, day);
            case "daily_spo2" -> {
                night.value(record.in("spo2_percentage"), "average", Metric.SPO2, Units.PERCENT, Statistic.MEAN);
                night.value(
                        record,
                        "breathing_disturbance_index",
                        Metric.BREATHING_DISTURBANCE_INDEX,
                        Units.SCORE,
                        Statistic.SCORE);
            }
            case "daily_stress" -> {
                day.value(record, "stress_high", Metric.STRESS_HIGH_DURATION, Units.SECONDS, Statistic.SUM);
                day.value(record, "recovery_high", Metric.RECOVERY_HIGH_DURATION, Units.SECONDS, Statistic.SUM);
                level(record, "day_summary", STRESS, day);
            }
            case "daily_resilience" -> {
                level(record, "level", RESILIENCE, day);
                contributors(record, day);
            }
            case "daily_cardiovascular_age" ->
                day.value(record, "vascular_age", Metric.VASCULAR_AGE, "a", Statistic.LATEST);
            case "vo2_max" -> day.value(record, "vo2_max", Metric.VO2_MAX, Units.VO2_MAX, Statistic.LATEST);
            default -> throw new IllegalArgumentException("no summary of a day: " + type);
        }
    }

    private static void scored(Part record, Metric metric, Measures into) {
        into.score(record, "score", metric);
        contributors(record, into);
    }

    private static void contributors(Part record, Measures into) {
        Part contributors = record.in(CONTRIBUTORS);
        if (contributors.isObject()) {
            contributors.numbers().forEach(score -> into.score(contributors, score.getKey(), Metric.OTHER));
        }
    }

    private static void deviation(Part record, String field, Metric metric, Measures into) {
        into.value(record, field, metric, Units.CELSIUS, Statistic.DELTA_FROM_BASELINE);
    }

    private static void activity(Part record, Measures into) {
        into.score(record, "score", Metric.OTHER);
        contributors(record, into);
        into.value(record, "steps", Metric.STEPS, Units.STEPS, Statistic.SUM);
        into.other(record, "equivalent_walking_distance", Units.METRES, Statistic.SUM);
        into.value(record, "active_calories", Metric.ACTIVE_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        into.value(record, "total_calories", Metric.TOTAL_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        for (String duration : List.of(
                "high_activity_time",
                "medium_activity_time",
                "low_activity_time",
                "sedentary_time",
                "resting_time",
                "non_wear_time")) {
            into.other(record, duration, Units.SECONDS, Statistic.SUM);
        }
        into.intervalSeries(record, "met", Metric.OTHER, "[MET]");
    }

    /** A level is a name; in order they count from 1. An unknown one is no value. */
    private static void level(Part record, String field, Map<String, Integer> levels, Measures into) {
        Integer level = levels.get(record.node().path(field).asText());
        if (level != null) {
            into.add(Measure.value(
                    Metric.OTHER, record.path() + '.' + field, level.doubleValue(), Units.SCORE, Statistic.SCORE));
        }
    }
}
