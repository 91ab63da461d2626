package io.bhiv.model.biometric;

/** The shape of a fact: which of value, series, session or connection carries it. */
public enum EventKind {
    MEASUREMENT,
    SERIES,
    SESSION,
    SCORE,
    CONNECTION,
    CONTROL
}
