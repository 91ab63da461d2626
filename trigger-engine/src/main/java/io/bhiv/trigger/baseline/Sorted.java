package io.bhiv.trigger.baseline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of a baseline in ascending order, which makes median, MAD, outliers and ranks cheap. */
final class Sorted {

    /** Scales the median absolute deviation to a standard deviation. */
    private static final double MAD_SCALE = 1.4826;

    private final double[] values;
    private int size;

    Sorted(int capacity) {
        values = new double[capacity];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** All values of these nights. */
    void fill(Ring ring, int from, int to) {
        size = ring.copy(from, to, values);
        Arrays.sort(values, 0, size);
    }

    void add(double value) {
        int found = Arrays.binarySearch(values, 0, size, value);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(values, at, values, at + 1, size - at);
        values[at] = value;
        size++;
    }

    void remove(double value) {
        int at = Arrays.binarySearch(values, 0, size, value);
        if (at < 0) {
            throw new IllegalStateException("the value was never added");
        }
        size--;
        System.arraycopy(values, at + 1, values, at, size - at);
    }

    /** Mean and deviation without outliers; null with fewer than two values to compute them from. */
    @Nullable
    Baseline baseline(double floor, double outlier) {
        if (size < 2) {
            return null;
        }
        double median = median();
        double limit = outlier * Math.max(MAD_SCALE * medianDistance(median), floor);
        int from = 0;
        while (from < size && median - values[from] > limit) {
            from++;
        }
        int to = size;
        while (to > from && values[to - 1] - median > limit) {
            to--;
        }
        return to - from < 2 ? null : of(from, to, median, floor);
    }

    private Baseline of(int from, int to, double median, double floor) {
        int count = to - from;
        ExactSum sum = new ExactSum();
        for (int i = from; i < to; i++) {
            sum.add(values[i]);
        }
        double mean = sum.value() / count;
        ExactSum squares = new ExactSum();
        for (int i = from; i < to; i++) {
            double distance = values[i] - mean;
            squares.add(distance * distance);
        }
        return new Baseline(mean, Math.max(Math.sqrt(squares.value() / (count - 1)), floor), count, median);
    }

    private double median() {
        int middle = size / 2;
        return size % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** The median of the distances from {@code center}: from the middle outwards, the nearer side first. */
    private double medianDistance(double center) {
        int right = size / 2;
        int left = right - 1;
        double before = 0;
        double distance = 0;
        for (int taken = 0; taken <= size / 2; taken++) {
            before = distance;
            double below = left < 0 ? Double.POSITIVE_INFINITY : center - values[left];
            double above = right == size ? Double.POSITIVE_INFINITY : values[right] - center;
            if (below <= above) {
                distance = below;
                left--;
            } else {
                distance = above;
                right++;
            }
        }
        return size % 2 == 1 ? distance : (before + distance) / 2;
    }

    /** How many values are at least as extreme as {@code x}, with {@code direction} +1 for high and -1 for low. */
    int atLeastAsExtreme(double x, int direction) {
        int count = 0;
        if (direction > 0) {
            while (count < size && values[size - 1 - count] >= x) {
                count++;
            }
        } else {
            while (count < size && values[count] <= x) {
                count++;
            }
        }
        return count;
    }
}
