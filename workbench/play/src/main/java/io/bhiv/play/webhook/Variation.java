package io.bhiv.play.webhook;

/** What is special about a delivery. */
public enum Variation {
    /** Nothing. */
    PLAIN,
    /** Signed with the wrong key: refused. */
    WRONG_SIGNATURE,
    /** Signed longer ago than the provider retries: refused. */
    STALE,
    /** Signed ten minutes ago, as a provider's retry may be: accepted and flagged. */
    LATE,
    /** Delivered twice, byte for byte: the second answer names the same event. */
    DUPLICATE,
    /** Followed by a newer version of the same record. */
    CORRECTION,
    /** The newer version first: the older one must not win. */
    OUT_OF_ORDER
}
