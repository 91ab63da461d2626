package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;

/** Oxygen in the blood. Saturation of a muscle is another quantity, and is left out. */
final class Oxygen {

    private static final int MUSCLE = 1;

    private Oxygen() {}

    /** Saturation with its samples below {@code list}; an average over nothing but muscle samples is muscle, too. */
    static void saturation(Part part, String list, Measures into) {
        SampleSeries blood = new SampleSeries();
        boolean anyMuscle = false;
        boolean anyBlood = false;
        for (JsonNode sample : part.elements(list)) {
            if (sample.path("type").asInt(0) == MUSCLE) {
                anyMuscle = true;
            } else {
                anyBlood = true;
                blood.add(sample, "timestamp", "percentage");
            }
        }
        if (anyBlood || !anyMuscle) {
            into.value(part, "avg_saturation_percentage", Metric.SPO2, Units.PERCENT, Statistic.MEAN);
        }
        into.series(blood, part.path() + '.' + list, Metric.SPO2, Units.PERCENT);
    }

    static void read(Part oxygenData, Measures into) {
        saturation(oxygenData, "saturation_samples", into);
        into.value(oxygenData, "vo2max_ml_per_min_per_kg", Metric.VO2_MAX, Units.VO2_MAX, Statistic.LATEST);
        into.value(oxygenData, "day_avg_vo2max_ml_per_min_per_kg", Metric.VO2_MAX, Units.VO2_MAX, Statistic.MEAN);
        into.series(oxygenData, "vo2_samples", "vo2max_ml_per_min_per_kg", Metric.VO2_MAX, Units.VO2_MAX);
    }
}
