package io.bhiv.biometric.trigger;

/**
 * Limits of RMSSD in milliseconds; a value fires when it is strictly below.
 *
 * @param criticalBelow more than 0
 * @param highBelow not less than {@code criticalBelow}
 */
public record HrvThresholds(double criticalBelow, double highBelow) {

    public static final HrvThresholds DEFAULT = new HrvThresholds(25, 40);

    public HrvThresholds {
        if (!(criticalBelow > 0) || !(highBelow >= criticalBelow) || Double.isInfinite(highBelow)) {
            throw new IllegalArgumentException("thresholds must be finite, above 0 and not crossed");
        }
    }
}
