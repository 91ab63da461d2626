package io.bhiv.trigger;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.rule.Readings;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One night that was evaluated.
 *
 * @param quiet whether it was too old to fire, or fetched for the past: rules moved on, nothing fired
 * @param outcomes what fired, the most severe first, and what else is to be told
 * @param statistics of every metric with a plausible value
 */
public record NightResult(
        LocalDate night, boolean quiet, List<Outcome> outcomes, Map<Metric, Statistics> statistics, Readings readings) {

    /** The one trigger of which the person is notified. */
    public Optional<Trigger> notification() {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Notified(Trigger trigger)) {
                return Optional.of(trigger);
            }
        }
        return Optional.empty();
    }
}
