package io.bhiv.model.biometric;

/** The way a fact came to us. */
public enum Channel {
    WEBHOOK_INLINE,
    WEBHOOK_FETCH,
    /** A person connected an account here, or a connection ended here. */
    CONNECT,
    POLL,
    BACKFILL,
    MANUAL_REPLAY
}
