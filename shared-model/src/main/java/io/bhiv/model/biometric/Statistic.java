package io.bhiv.model.biometric;

/** How a value sums up its time span. */
public enum Statistic {
    INSTANT,
    MEAN,
    MIN,
    MAX,
    SUM,
    LATEST,
    DELTA_FROM_BASELINE,
    SCORE
}
