package io.bhiv.model.biometric;

/** What the person was doing while it was measured. */
public enum MeasurementContext {
    SLEEP,
    NAP,
    REST,
    AWAKE,
    WORKOUT,
    DAY,
    UNKNOWN
}
