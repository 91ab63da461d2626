package io.bhiv.model.biometric;

/** Where the zone offset of an effective time comes from. */
public enum ZoneSource {
    PROVIDER,
    ASSUMED_UTC,
    UNKNOWN
}
