package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Baseline;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Streaks.Condition;
import org.jspecify.annotations.Nullable;

/** Blood oxygen at or below limits, or far below what is usual; where it is usually low, only the latter. */
record OxygenRule(Parameters.Oxygen limits) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics oxygen = tonight.statistics(Metric.SPO2);
        if (oxygen == null || tonight.isRebaselining(Metric.SPO2)) {
            return null;
        }
        double value = oxygen.x();
        Baseline usual = oxygen.usual();
        boolean drop = usual != null && -oxygen.delta() >= limits.drop() && oxygen.unusual() >= limits.dropZ();
        boolean high = memory.streaks.secondNight(Condition.SPO2_HIGH, tonight.night(), value <= limits.high());
        boolean moderate = memory.streaks.secondNight(
                Condition.SPO2_MODERATE, tonight.night(), value <= limits.moderate() || drop);
        boolean usuallyLow = usual != null && usual.mean() <= limits.moderate() + limits.usualMargin();
        if (usuallyLow && !drop) {
            return null;
        }
        if (high) {
            return fired(Severity.HIGH, limits.high());
        }
        return moderate ? fired(Severity.MODERATE, value <= limits.moderate() ? limits.moderate() : Double.NaN) : null;
    }

    private static Firing fired(Severity severity, double limit) {
        return Firing.within(Rule.SPO2, severity, TriggerType.OXYGEN_CHECK, Metric.SPO2, limit);
    }
}
