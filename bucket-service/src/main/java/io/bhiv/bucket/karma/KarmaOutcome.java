package io.bhiv.bucket.karma;

/** The result of logging an action with the Karma Tracker. */
sealed interface KarmaOutcome {

    /** The tracker logged it. */
    record Logged() implements KarmaOutcome {}

    /** The packet failed: the tracker refused it, or answered others but not this one. */
    record Refused(String reason) implements KarmaOutcome {}

    /** The tracker could not be reached or is overloaded; this says nothing about the packet. */
    record Away(String reason) implements KarmaOutcome {}
}
