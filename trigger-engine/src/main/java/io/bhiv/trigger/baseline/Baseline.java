package io.bhiv.trigger.baseline;

/**
 * What is usual.
 *
 * @param mean of the values that are no outliers
 * @param deviation their standard deviation, at least the metric's floor
 * @param inliers how many they are
 * @param median of all values
 */
public record Baseline(double mean, double deviation, int inliers, double median) {}
