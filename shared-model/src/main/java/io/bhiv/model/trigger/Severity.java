package io.bhiv.model.trigger;

/** How much attention an agent should pay; never how ill a person is. */
public enum Severity {
    CRITICAL,
    HIGH,
    MODERATE,
    INFO
}
