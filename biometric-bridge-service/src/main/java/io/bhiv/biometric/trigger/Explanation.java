package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.trigger.Evidence;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Says in plain words why a rule fired. Every number comes from the evidence, and no disease is ever named. */
final class Explanation {

    private Explanation() {}

    static String of(Evidence evidence) {
        return "Your heart rate variability (RMSSD) " + when(evidence.context()) + "was " + plain(evidence.value())
                + ' ' + evidence.unit() + ", which is below the fixed limit of " + plain(evidence.threshold()) + ' '
                + evidence.unit() + ". Poor sleep, alcohol, hard training, travel, stress or an infection can all do"
                + " this, and for many healthy people such a value is usual. This is wellness information, not a"
                + " diagnosis; if you feel unwell, seek care whatever this says.";
    }

    private static String when(@Nullable MeasurementContext context) {
        if (context == null) {
            return "";
        }
        return switch (context) {
            case SLEEP -> "during your sleep ";
            case NAP -> "during your nap ";
            case WORKOUT -> "during your workout ";
            case DAY -> "over the day ";
            case REST, AWAKE -> "at rest ";
            case UNKNOWN -> "";
        };
    }

    /** Without an exponent or trailing zeros: 43, 24.9. */
    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
