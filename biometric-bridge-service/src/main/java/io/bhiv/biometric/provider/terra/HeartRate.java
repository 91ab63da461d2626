package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measure;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;

/** Heart rate and its variability. RMSSD and SDNN are read from fields of their own and never stand in for each other. */
final class HeartRate {

    private static final String RMSSD = "avg_hrv_rmssd";
    private static final String SDNN = "avg_hrv_sdnn";

    private HeartRate() {}

    /**
     * @param variabilityExpected whether a null in place of both quantities is worth saying: of a night it is, of a workout it is not
     */
    static void read(Part heartRateData, boolean variabilityExpected, Measures into) {
        Part summary = heartRateData.in("summary");
        into.value(summary, RMSSD, Metric.HRV_RMSSD, Units.MILLISECONDS, Statistic.MEAN);
        into.value(summary, SDNN, Metric.HRV_SDNN, Units.MILLISECONDS, Statistic.MEAN);
        if (variabilityExpected && summary.saysNull(RMSSD) && summary.number(SDNN) == null) {
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
}
