package io.bhiv.trigger.explain;

import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.rule.Firing;
import io.bhiv.trigger.rule.Rule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** Says in plain words why a rule fired. Every number is one of the evidence, rounded; no disease is ever named. */
final class Explanation {

    private static final String CLOSING =
            " Alcohol, poor sleep, hard training, travel, menstrual phase, stress or an infection can"
                    + " all do this. This is wellness information, not a diagnosis; if you feel unwell, seek care whatever this says.";

    private Explanation() {}

    static String ofReset(List<Evidence> evidence) {
        String metrics = evidence.stream().map(one -> one.metric().plainName()).collect(Collectors.joining(", "));
        return "What is usual for you is learnt again, because another source measures it now: " + metrics
                + ". This takes about three weeks of nights. This is wellness information, not a diagnosis.";
    }

    static String ofEnd() {
        return "What you were told about has not been seen for several nights. This is wellness information, not a"
                + " diagnosis; if you feel unwell, seek care whatever this says.";
    }

    static String of(Firing firing, List<Evidence> evidence) {
        Evidence first = evidence.getFirst();
        if (firing.rule() == Rule.LOW_FOR_POPULATION_NORMAL_FOR_YOU) {
            return measured(first) + usual(first) + " Many people have higher values; for you this is normal."
                    + " This is wellness information, not a diagnosis; if you feel unwell, seek care whatever this says.";
        }
        return (firing.rule() == Rule.HRV_TREND || firing.rule() == Rule.HRV_HIGH ? trend(first) : night(firing, first))
                + others(evidence)
                + CLOSING;
    }

    private static String night(Firing firing, Evidence one) {
        if (one.low() != null && firing.rule() != Rule.FIXED_RMSSD) {
            return measured(one) + usual(one) + limit(firing, one);
        }
        return measured(one) + '.' + limit(firing, one);
    }

    /** Rounded, unless that would look like the limit it is below. */
    private static String value(Evidence one) {
        String rounded = rounded(one.value());
        return one.limit() != null && rounded.equals(rounded(one.limit()))
                ? BigDecimal.valueOf(one.value()).stripTrailingZeros().toPlainString()
                : rounded;
    }

    private static String measured(Evidence one) {
        boolean spot = one.context().equals(MeasurementContext.SPOT.wireName());
        return "Your " + one.metric().plainName() + (spot ? " at your spot measurement" : " last night") + " was "
                + value(one) + ' ' + one.unit();
    }

    /** The usual range and how far from it the night was. */
    private static String usual(Evidence one) {
        if (one.low() == null || one.high() == null || one.z() == null) {
            return ".";
        }
        return "; your usual range over " + one.baseNights() + " nights is " + range(one.low(), one.high())
                + ". This is " + rounded(Math.abs(one.z())) + " times your usual night-to-night variation "
                + (one.z() < 0 ? "below" : "above") + '.';
    }

    private static String trend(Evidence one) {
        if (one.recent() == null || one.low() == null || one.high() == null) {
            return measured(one) + '.';
        }
        return "Your " + one.metric().plainName() + " averaged " + rounded(one.recent()) + ' ' + one.unit()
                + " over your last "
                + one.recentNights() + " measured nights; your usual range over " + one.baseNights() + " nights is "
                + range(one.low(), one.high()) + '.';
    }

    private static String limit(Firing firing, Evidence one) {
        if (one.limit() == null) {
            return "";
        }
        String limit = rounded(one.limit()) + ' ' + one.unit() + '.';
        return switch (firing.rule()) {
            case FIXED_RMSSD -> " This is below the fixed limit of " + limit;
            case RHR_NIGHTSIGNAL -> " Two nights running it was at or above " + limit;
            case SPO2 -> " Two nights running it was low; the limit is " + limit;
            case HRV_TREND,
                    HRV_ACUTE,
                    RHR_CUSUM,
                    RESP_RATE,
                    SKIN_TEMP,
                    MULTI_SIGNAL,
                    HRV_HIGH,
                    LOW_FOR_POPULATION_NORMAL_FOR_YOU,
                    BASELINE_RESET -> "";
        };
    }

    private static String others(List<Evidence> evidence) {
        if (evidence.size() < 2) {
            return "";
        }
        StringBuilder text = new StringBuilder(" Also unusual:");
        for (Evidence other : evidence.subList(1, evidence.size())) {
            text.append(text.charAt(text.length() - 1) == ':' ? " " : ", ")
                    .append(other.metric().plainName())
                    .append(' ')
                    .append(rounded(other.value()))
                    .append(' ')
                    .append(other.unit());
            if (other.low() != null && other.high() != null) {
                text.append(" (usually ")
                        .append(range(other.low(), other.high()))
                        .append(')');
            }
        }
        return text.append('.').toString();
    }

    private static String range(double low, double high) {
        return rounded(low) + (low < 0 ? " to " : "-") + rounded(high);
    }

    /** To one decimal, without a trailing zero. */
    private static String rounded(double number) {
        BigDecimal decimal = BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
