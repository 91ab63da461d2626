package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Streaks.Condition;
import org.jspecify.annotations.Nullable;

/** One or two nights of a very low RMSSD. */
record AcuteRule(Parameters.Acute limits) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics rmssd = tonight.ready(Metric.RMSSD);
        if (rmssd == null) {
            return null;
        }
        boolean strong = rmssd.unusual() >= limits.strongZ();
        boolean twice = memory.streaks.secondNight(Condition.ACUTE, tonight.night(), rmssd.unusual() >= limits.z());
        boolean twiceStrong = memory.streaks.secondNight(Condition.ACUTE_STRONG, tonight.night(), strong);
        if (twiceStrong) {
            return Firing.of(Rule.HRV_ACUTE, Severity.HIGH, TriggerType.STRESS_INTERVENTION, Metric.RMSSD);
        }
        return twice || strong
                ? Firing.of(Rule.HRV_ACUTE, Severity.MODERATE, TriggerType.RECOVERY_CHECK, Metric.RMSSD)
                : null;
    }
}
