package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Streaks.Condition;
import org.jspecify.annotations.Nullable;

/** Breathing faster than usual. */
record RespRateRule(Parameters.RespRate limits) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics breaths = tonight.ready(Metric.RESP_RATE);
        if (breaths == null) {
            return null;
        }
        boolean met = breaths.delta() >= limits.delta() && breaths.unusual() >= limits.z();
        boolean twice = memory.streaks.secondNight(Condition.RESP_RATE, tonight.night(), met);
        if (breaths.delta() >= limits.highDelta() && breaths.unusual() >= limits.highZ()) {
            return fired(Severity.HIGH);
        }
        return twice ? fired(Severity.MODERATE) : null;
    }

    private static Firing fired(Severity severity) {
        return Firing.of(Rule.RESP_RATE, severity, TriggerType.PHYSIOLOGICAL_STRAIN, Metric.RESP_RATE);
    }
}
