package io.bhiv.biometric.verify;

/** What happens to a delivery that is genuine but older than the freshness window. */
public enum LatePolicy {
    /** Taken and flagged while within the provider's retry span. */
    ACCEPT,
    /** Refused as stale. */
    REJECT
}
