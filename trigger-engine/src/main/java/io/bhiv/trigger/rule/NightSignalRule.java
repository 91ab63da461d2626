package io.bhiv.trigger.rule;

import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import org.jspecify.annotations.Nullable;

/** {@link NightSignal} on the resting heart rate, in whole beats. It needs no baseline but its own. */
record NightSignalRule(Parameters.NightSignal limits) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        if (tonight.statistics(Metric.RHR) == null) {
            return null;
        }
        NightSignal signal = memory.nightSignal;
        NightSignal.Alert alert = signal.step(tonight.night(), (int) tonight.raw(Metric.RHR));
        memory.signalState = signal.state();
        if (signal.nights() < limits.minimum() || tonight.isRebaselining(Metric.RHR)) {
            return null;
        }
        return switch (alert) {
            case GREEN -> null;
            case YELLOW -> fired(Severity.MODERATE, signal, limits.yellow());
            case RED -> fired(Severity.HIGH, signal, limits.red());
        };
    }

    private static Firing fired(Severity severity, NightSignal signal, double above) {
        return Firing.within(
                Rule.RHR_NIGHTSIGNAL,
                severity,
                TriggerType.PHYSIOLOGICAL_STRAIN,
                Metric.RHR,
                (int) signal.median() + above);
    }
}
