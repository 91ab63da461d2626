package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Baseline;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Severity;
import org.jspecify.annotations.Nullable;

/** The week's RMSSD is unusually high. Information only: an artefact looks the same, so it is never praised. */
record HighVariabilityRule(int minimumRecent) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics rmssd = tonight.ready(Metric.RMSSD);
        Baseline usual = rmssd == null ? null : rmssd.usual();
        if (rmssd == null || usual == null || rmssd.recentCount() < minimumRecent) {
            return null;
        }
        return rmssd.recentMean() > usual.mean() + usual.deviation()
                ? Firing.of(Rule.HRV_HIGH, Severity.INFO, TriggerType.RECOVERY_TREND, Metric.RMSSD)
                : null;
    }
}
