package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import org.jspecify.annotations.Nullable;

/** RMSSD below limits that are the same for everybody. */
final class FixedRule {

    private final Parameters.Fixed limits;
    private final Parameters parameters;

    FixedRule(Parameters parameters) {
        this.parameters = parameters;
        this.limits = parameters.fixed();
    }

    /** Modes fixed and both see every finite value; hybrid sees plausible ones, until the person's RMSSD is known. */
    @Nullable
    Firing evaluate(NightView tonight) {
        return switch (tonight.mode()) {
            case PERSONAL -> null;
            case FIXED, BOTH -> lower(tonight.raw(Metric.RMSSD), tonight.spot());
            case HYBRID -> {
                Statistics rmssd = tonight.statistics(Metric.RMSSD);
                boolean known = rmssd == null ? tonight.isKnown(Metric.RMSSD) : rmssd.isReady();
                double value = rmssd == null ? Double.NaN : tonight.raw(Metric.RMSSD);
                yield known ? null : lower(value, plausible(tonight.spot()));
            }
        };
    }

    /** What the rule would return, whatever the mode. */
    boolean wouldFire(double rmssd) {
        return below(rmssd) != null;
    }

    private double plausible(double spot) {
        return parameters.of(Metric.RMSSD).isPlausible(spot) ? spot : Double.NaN;
    }

    /** A night has one firing of the rule: on the lower of its two values. */
    private @Nullable Firing lower(double night, double spot) {
        if (Double.isFinite(night) && !(spot < night)) {
            return below(night);
        }
        Firing fired = below(spot);
        return fired == null ? null : fired.onSpotValue();
    }

    private @Nullable Firing below(double rmssd) {
        if (rmssd < limits.critical()) {
            return Firing.within(
                    Rule.FIXED_RMSSD,
                    Severity.CRITICAL,
                    TriggerType.URGENT_INTERVENTION,
                    Metric.RMSSD,
                    limits.critical());
        }
        if (rmssd < limits.high()) {
            return Firing.within(
                    Rule.FIXED_RMSSD, Severity.HIGH, TriggerType.STRESS_INTERVENTION, Metric.RMSSD, limits.high());
        }
        return null;
    }

    /** Modes in which the rule is the one that others rely on, so that no tag changes it. */
    static boolean isLegacy(Mode mode) {
        return mode == Mode.FIXED || mode == Mode.BOTH;
    }
}
