package io.bhiv.model.biometric;

/** Why there is or is not a value. Only PRESENT carries one. */
public enum ValueStatus {
    PRESENT,
    ABSENT,
    PENDING,
    UNSCORABLE,
    RETRACTED
}
