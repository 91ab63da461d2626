package io.bhiv.biometric.normalise;

/** What the first authentic delivery of a user without a link means. */
public enum UnknownUserPolicy {
    /** It makes the link. */
    LINK,
    /** It is parked until an authentication makes the link. */
    PARK
}
