package io.bhiv.biometric.normalise;

import io.bhiv.model.biometric.Coding;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LOINC codes of our metrics.
 *
 * <p>RMSSD has none: 80404-7 is SDNN, another quantity. Scores have none, because no two providers mean the same by them.
 */
final class Codings {

    private static final Map<Metric, List<Coding>> LOINC = new EnumMap<>(Metric.class);

    /** A day's total; steps of any other span have a code of their own. */
    private static final List<Coding> STEPS_OF_A_SPAN =
            List.of(loinc("55423-8", "Number of steps in unspecified time Pedometer"));

    static {
        put(Metric.RESTING_HEART_RATE, "40443-4", "Heart rate --resting");
        put(Metric.RESPIRATORY_RATE, "9279-1", "Respiratory rate");
        put(Metric.SPO2, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry");
        put(Metric.SKIN_TEMPERATURE, "39106-0", "Temperature of Skin");
        put(Metric.BODY_TEMPERATURE, "8310-5", "Body temperature");
        put(Metric.HRV_SDNN, "80404-7", "R-R interval.standard deviation (Heart rate variability)");
        put(Metric.SLEEP_DURATION, "93832-4", "Sleep duration");
        put(Metric.SLEEP_DEEP_DURATION, "93831-6", "Deep sleep duration");
        put(Metric.SLEEP_LIGHT_DURATION, "93830-8", "Light sleep duration");
        put(Metric.SLEEP_REM_DURATION, "93829-0", "REM sleep duration");
        put(Metric.STEPS, "41950-7", "Number of steps in 24 hour Measured");
    }

    private Codings() {}

    static List<Coding> of(Metric metric, @Nullable MeasurementContext context, @Nullable Coding own) {
        if (own != null) {
            return List.of(own);
        }
        if (metric == Metric.STEPS && context != MeasurementContext.DAY) {
            return STEPS_OF_A_SPAN;
        }
        return LOINC.getOrDefault(metric, List.of());
    }

    private static void put(Metric metric, String code, String display) {
        LOINC.put(metric, List.of(loinc(code, display)));
    }

    private static Coding loinc(String code, String display) {
        return new Coding("http://loinc.org", code, display);
    }
}
