package io.bhiv.trigger.baseline;

/**
 * A sum that keeps what rounding drops (Neumaier). With values as they come from wearables it is the correctly rounded sum, so that a
 * value that lies exactly on a limit is on the same side whatever the order of the nights.
 */
final class ExactSum {

    private double sum;
    private double dropped;

    void add(double value) {
        double next = sum + value;
        double added = next - sum;
        dropped += (sum - (next - added)) + (value - added);
        sum = next;
    }

    double value() {
        return sum + dropped;
    }
}
