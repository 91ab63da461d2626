package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measure.Fact;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.SampleSeries;
import io.bhiv.biometric.provider.Units;
import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.biometric.Device;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** Blocks that records of several kinds have in common. */
final class SharedBlocks {

    private static final String RMSSD = "avg_hrv_rmssd";
    private static final String SDNN = "avg_hrv_sdnn";
    private static final int MUSCLE = 1;
    private static final String ENRICHMENT = "data_enrichment";

    private SharedBlocks() {}

    /**
     * Heart rate and its variability. RMSSD and SDNN are read from fields of their own and never stand in for each other.
     *
     * @param variabilityExpected whether it is a fact that there is neither quantity, null or 0 in its place: for a night it is, for a
     *     workout it is not
     */
    static void heartRate(Part heartRateData, boolean variabilityExpected, Measures into) {
        Part summary = heartRateData.in("summary");
        into.value(summary, RMSSD, Metric.HRV_RMSSD, Units.MILLISECONDS, Statistic.MEAN);
        into.value(summary, SDNN, Metric.HRV_SDNN, Units.MILLISECONDS, Statistic.MEAN);
        if (variabilityExpected && hasNoVariability(summary) && !summary.isPositive(SDNN)) {
            into.add(Measure.value(
                    Metric.HRV_RMSSD, summary.path() + '.' + RMSSD, null, Units.MILLISECONDS, Statistic.MEAN));
        }
        into.value(summary, "resting_hr_bpm", Metric.RESTING_HEART_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.value(summary, "avg_hr_bpm", Metric.HEART_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.value(summary, "min_hr_bpm", Metric.HEART_RATE, Units.PER_MINUTE, Statistic.MIN);
        into.value(summary, "max_hr_bpm", Metric.HEART_RATE, Units.PER_MINUTE, Statistic.MAX);
        Part detailed = heartRateData.in("detailed");
        into.series(detailed, "hrv_samples_rmssd", "hrv_rmssd", Metric.HRV_RMSSD, Units.MILLISECONDS);
        into.series(detailed, "hrv_samples_sdnn", "hrv_sdnn", Metric.HRV_SDNN, Units.MILLISECONDS);
        into.series(detailed, "hr_samples", "bpm", Metric.HEART_RATE, Units.PER_MINUTE);
    }

    /** RMSSD is named and has no value that it can have. */
    private static boolean hasNoVariability(Part summary) {
        Double rmssd = summary.number(RMSSD);
        return rmssd == null ? summary.isNull(RMSSD) : !Measures.isPossible(Metric.HRV_RMSSD, rmssd);
    }

    /**
     * Saturation of the blood, with its samples below {@code list}. Saturation of a muscle is another quantity and is left
     * out; so is an average over nothing but muscle samples.
     */
    static void saturation(Part part, String list, Measures into) {
        SampleSeries blood = new SampleSeries();
        boolean anyMuscle = false;
        boolean anyBlood = false;
        for (JsonNode sample : part.elements(list)) {
            if (sample.path("type").asInt(0) == MUSCLE) {
                anyMuscle = true;
            } else {
                anyBlood = true;
                blood.add(sample, "timestamp", "percentage", value -> Measures.isPossible(Metric.SPO2, value));
            }
        }
        if (anyBlood || !anyMuscle) {
            into.value(part, "avg_saturation_percentage", Metric.SPO2, Units.PERCENT, Statistic.MEAN);
        }
        into.series(blood, part.path() + '.' + list, Metric.SPO2, Units.PERCENT);
    }

    /** Oxygen in the blood. */
    static void oxygen(Part oxygenData, Measures into) {
        saturation(oxygenData, "saturation_samples", into);
        into.value(oxygenData, "vo2max_ml_per_min_per_kg", Metric.VO2_MAX, Units.VO2_MAX, Statistic.LATEST);
        into.value(oxygenData, "day_avg_vo2max_ml_per_min_per_kg", Metric.VO2_MAX, Units.VO2_MAX, Statistic.MEAN);
        into.series(oxygenData, "vo2_samples", "vo2max_ml_per_min_per_kg", Metric.VO2_MAX, Units.VO2_MAX);
    }

    /** Energy spent. */
    static void energy(Part caloriesData, Measures into) {
        into.value(caloriesData, "total_burned_calories", Metric.TOTAL_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        into.value(caloriesData, "net_activity_calories", Metric.ACTIVE_ENERGY, Units.KILOCALORIES, Statistic.SUM);
        into.other(caloriesData, "BMR_calories", Units.KILOCALORIES, Statistic.SUM);
    }

    /**
     * Scores that Terra computes itself and adds later. They are named by their path, since a score of Terra and one of the
     * device are two different scores.
     */
    static void enrichment(Part record, Measures into) {
        Part enrichment = record.in(ENRICHMENT);
        if (enrichment.isObject()) {
            enrichment.numbers().forEach(score -> into.other(enrichment, score.getKey(), Units.SCORE, Statistic.SCORE));
        }
    }

    /** A version without the scores does not retract them: Terra sends null until it has computed them again. */
    static String keptPrefix(String recordType) {
        return Fact.othersBelow(recordType + '.' + ENRICHMENT + '.');
    }

    /** What measured a record. The serial number is hashed: it distinguishes two devices and identifies neither. */
    static @Nullable Device device(Part record) {
        Part data = record.in("device_data");
        String manufacturer = data.text("manufacturer");
        String model = data.text("name");
        String firmware = data.text("software_version");
        String serial = data.text("serial_number");
        boolean nothing = manufacturer == null && model == null && firmware == null && serial == null;
        return nothing
                ? null
                : new Device(
                        manufacturer,
                        model,
                        firmware,
                        serial == null ? null : NameUuid.v3(serial).toString());
    }
}
