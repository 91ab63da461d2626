package io.bhiv.model.biometric;

/** The way a fact came to us. */
public enum Channel {
    WEBHOOK_INLINE,
    WEBHOOK_FETCH,
    POLL,
    BACKFILL,
    MANUAL_REPLAY
}
