package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Baseline;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import org.jspecify.annotations.Nullable;

/** The week's RMSSD against what is usual. */
record TrendRule(Parameters.Trend limits, int minimumRecent) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics rmssd = tonight.ready(Metric.RMSSD);
        Baseline usual = rmssd == null ? null : rmssd.usual();
        if (rmssd == null || usual == null || rmssd.recentCount() < minimumRecent) {
            return null;
        }
        memory.fall = (usual.mean() - rmssd.recentMean()) / usual.deviation();
        memory.trend = memory.trend.next(tonight.night(), memory.fall, limits);
        memory.trendLevel = memory.trend.level();
        return memory.trendLevel < 0
                ? null
                : Firing.of(Rule.HRV_TREND, Severity.at(memory.trendLevel), TriggerType.RECOVERY_TREND, Metric.RMSSD);
    }
}
