package io.bhiv.trigger.rule;

import io.bhiv.trigger.parameters.Metric;
import java.util.List;

/**
 * What rules computed in a night beside the statistics; NaN, or -1, where they did not.
 *
 * @param trend distance of the recent RMSSD below the baseline, in deviations
 * @param trendLevel 0 info, 1 moderate, 2 high, -1 none
 * @param nightSignalState 0 to 5
 * @param phi how much one night's resting heart rate resembles the one before
 * @param residual what the night before does not explain
 * @param cusum what has added up
 * @param unusual the metrics that count as signals, for the rule over several
 */
public record Readings(
        double trend,
        int trendLevel,
        int nightSignalState,
        double phi,
        double residual,
        double cusum,
        List<Metric> unusual) {}
