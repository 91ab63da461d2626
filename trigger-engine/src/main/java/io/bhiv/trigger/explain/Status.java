package io.bhiv.trigger.explain;

/** Where an episode stands with this trigger. */
public enum Status {
    /** Notified for the first time. */
    OPEN,
    /** Notified before, at a lower severity. */
    ESCALATED,
    /** Kept for the audit; nobody is notified. */
    SUPPRESSED,
    /** The rule has been silent for longer than an episode lasts. */
    RESOLVED
}
