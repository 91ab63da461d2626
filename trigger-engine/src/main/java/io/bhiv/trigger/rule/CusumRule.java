package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import org.jspecify.annotations.Nullable;

/** A resting heart rate that stays above what is usual, cleaned of what a night only repeats of the one before. */
record CusumRule(Parameters.Cusum limits) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics rhr = tonight.ready(Metric.RHR);
        if (rhr == null) {
            return null;
        }
        double found = tonight.rhrAutocorrelation(limits.minimumPairs());
        double phi = Double.isNaN(found) ? limits.autocorrelation() : found;
        memory.phi = Math.min(limits.maximumAutocorrelation(), Math.max(0, phi));
        memory.residual = memory.cusum.residual(tonight.night(), rhr.z(), memory.phi, limits);
        memory.cusum = memory.cusum.next(tonight.night(), rhr.z(), memory.residual, limits);
        memory.sum = memory.cusum.sum();
        return memory.cusum.level() < 1
                ? null
                : Firing.of(
                        Rule.RHR_CUSUM,
                        Severity.at(memory.cusum.level()),
                        TriggerType.PHYSIOLOGICAL_STRAIN,
                        Metric.RHR);
    }
}
