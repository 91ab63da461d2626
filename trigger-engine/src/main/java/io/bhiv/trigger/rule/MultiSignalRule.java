package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.MetricParameters;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Streaks.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several metrics that are unusual in the same night. The only personal rule that can be CRITICAL. */
record MultiSignalRule(Parameters parameters) implements PersonalRule {

    private static final int MODERATE = 2;
    private static final int HIGH = 3;
    private static final int CRITICAL = 4;

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        List<Metric> unusual = unusual(tonight);
        memory.unusual = unusual;
        int count = unusual.size();
        boolean twice = memory.streaks.secondNight(Condition.MULTI_SIGNAL, tonight.night(), count >= HIGH);
        if (count >= CRITICAL || twice) {
            return fired(Severity.CRITICAL, TriggerType.URGENT_INTERVENTION, tonight, unusual);
        }
        if (count < MODERATE) {
            return null;
        }
        Severity severity = count >= HIGH ? Severity.HIGH : Severity.MODERATE;
        return fired(severity, TriggerType.PHYSIOLOGICAL_STRAIN, tonight, unusual);
    }

    private List<Metric> unusual(NightView tonight) {
        List<Metric> found = List.of();
        for (int i = 0; i < Metric.COUNT; i++) {
            Metric metric = Metric.at(i);
            Statistics statistics = tonight.ready(metric);
            if (statistics != null && isUnusual(metric, statistics, tonight)) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(Metric.COUNT);
                }
                found.add(metric);
            }
        }
        return found;
    }

    private boolean isUnusual(Metric metric, Statistics statistics, NightView tonight) {
        MetricParameters limits = parameters.of(metric);
        boolean luteal = metric == Metric.SKIN_TEMP && tonight.tags().contains(Tag.LUTEAL);
        double delta = limits.fusionDelta() + (luteal ? parameters.skinTemp().luteal() : 0);
        return statistics.unusual() >= limits.fusionZ() && Math.abs(statistics.delta()) >= delta;
    }

    private static Firing fired(Severity severity, TriggerType type, NightView tonight, List<Metric> unusual) {
        List<Metric> strongestFirst = new ArrayList<>(unusual);
        strongestFirst.sort((one, other) -> Double.compare(strength(tonight, other), strength(tonight, one)));
        return new Firing(Rule.MULTI_SIGNAL, severity, type, strongestFirst, Double.NaN, false, List.of());
    }

    private static double strength(NightView tonight, Metric metric) {
        Statistics statistics = tonight.statistics(metric);
        return statistics == null ? 0 : statistics.unusual();
    }
}
