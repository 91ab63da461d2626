package io.bhiv.trigger.baseline;

import org.jspecify.annotations.Nullable;

/**
 * One metric in one night. Numbers are in baseline units: the natural logarithm for RMSSD.
 *
 * @param x the value of the night
 * @param baseCount how many nights the baseline has, outliers included
 * @param recentCount how many of the recent nights have a value, this one included
 * @param usual the baseline; null until it is ready, and then the numbers below are NaN
 * @param z distance from the mean in deviations
 * @param unusual the same, positive on the side that matters
 * @param delta distance from the mean
 * @param recentMean mean of the recent nights
 * @param p share of baseline nights at least as extreme, by conformal ranking; evidence, not a gate
 */
public record Statistics(
        double x,
        int baseCount,
        int recentCount,
        @Nullable Baseline usual,
        double z,
        double unusual,
        double delta,
        double recentMean,
        double p) {

    static Statistics notReady(double x, int baseCount, int recentCount) {
        return new Statistics(
                x, baseCount, recentCount, null, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    public boolean isReady() {
        return usual != null;
    }
}
