package io.bhiv.model.biometric;

/** State of the link between a person and a provider. */
public enum ConnectionState {
    ACTIVE,
    DEGRADED,
    REVOKED,
    REAUTH,
    AUTH_FAILED,
    SCOPES_CHANGED
}
