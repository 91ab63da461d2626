package io.bhiv.bucket.karma;

/** How telling the Karma Tracker went. */
sealed interface KarmaOutcome {

    /** It took note. */
    record Logged() implements KarmaOutcome {}

    /** It answered and will not have this packet as it is. */
    record Refused(int status) implements KarmaOutcome {}

    /** It could not be reached or is overwhelmed; says nothing about the packet. */
    record Away(String why) implements KarmaOutcome {}
}
