package io.bhiv.trigger.rule;

import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Severity;
import java.util.List;

/**
 * A rule fired in a night.
 *
 * @param metrics what it fired on, the most unusual first
 * @param limit the limit that was crossed, in the metric's unit; NaN where the usual range is the limit
 * @param spot whether it fired on the spot value and not on the one of the night
 * @param explainedBy tags of the night that lowered the severity
 */
public record Firing(
        Rule rule,
        Severity severity,
        TriggerType type,
        List<Metric> metrics,
        double limit,
        boolean spot,
        List<Tag> explainedBy) {

    public Firing {
        metrics = List.copyOf(metrics);
        explainedBy = List.copyOf(explainedBy);
    }

    static Firing of(Rule rule, Severity severity, TriggerType type, Metric metric) {
        return within(rule, severity, type, metric, Double.NaN);
    }

    static Firing within(Rule rule, Severity severity, TriggerType type, Metric metric, double limit) {
        return new Firing(rule, severity, type, List.of(metric), limit, false, List.of());
    }

    Firing onSpotValue() {
        return new Firing(rule, severity, type, metrics, limit, true, explainedBy);
    }

    Firing explained(List<Tag> tags) {
        return new Firing(rule, Severity.INFO, type, metrics, limit, spot, tags);
    }
}
