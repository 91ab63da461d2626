package io.bhiv.bucket.packet;

import org.jspecify.annotations.Nullable;

/**
 * One accepted packet, ready to be stored.
 *
 * @param givenId the id the client chose, null where it left that to us
 * @param subject the user or employee it is about; the key on Kafka and the width of order
 * @param family which of the two kinds of sender it came from
 * @param body the JSON object as it came, without {@code packet_id}
 * @param digest of the canonical body, present where the client chose the id: tells a retry from a contradiction
 * @param knownState false where the state is none of the documented ones: it is kept, and counted
 */
public record Packet(
        @Nullable String givenId,
        String subject,
        Family family,
        String body,
        @Nullable String digest,
        boolean knownState) {

    /** The two kinds of sender. */
    public enum Family {
        LEARNING,
        EMPLOYEE
    }

    /** Bytes it takes, roughly: every character of an id or a body is at least one. */
    public long weight() {
        return 128L + body.length();
    }

    /** Never the body: it is what a person did. */
    @Override
    public String toString() {
        return "Packet[" + family + ", " + body.length() + " characters]";
    }
}
