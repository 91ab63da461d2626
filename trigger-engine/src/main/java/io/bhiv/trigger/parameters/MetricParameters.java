package io.bhiv.trigger.parameters;

/**
 * How the values of one metric are taken.
 *
 * @param low lowest plausible value, inclusive
 * @param high highest plausible value, inclusive
 * @param logarithmic whether baselines are of the natural logarithm
 * @param floor the smallest night-to-night variation that is taken as real, in baseline units
 * @param direction +1 where high values are the unusual ones that matter, -1 where low ones are
 * @param fusionZ how unusual it must be to count as one of several signals
 * @param fusionDelta how far it must be from the mean as well, in baseline units
 */
public record MetricParameters(
        double low, double high, boolean logarithmic, double floor, int direction, double fusionZ, double fusionDelta) {

    public MetricParameters {
        if (!(low < high) || !(floor > 0) || (direction != 1 && direction != -1)) {
            throw new IllegalArgumentException(
                    "limits must not cross, the floor is above 0, the direction is +1 or -1");
        }
    }

    public boolean isPlausible(double value) {
        return low <= value && value <= high;
    }

    /** The value as baselines keep it. StrictMath, so that a replay on another machine has the same bits. */
    public double toBaseline(double value) {
        return logarithmic ? StrictMath.log(value) : value;
    }

    /** A baseline number in the unit of the metric. */
    public double fromBaseline(double x) {
        return logarithmic ? StrictMath.exp(x) : x;
    }
}
