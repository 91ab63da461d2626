package io.bhiv.bucket.packet;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One accepted packet, ready to be stored.
 *
 * @param packetId the id the client chose, or ours
 * @param subject the user or employee it is about; the Kafka key and the scope of ordering
 * @param family which of the two kinds of sender it came from
 * @param body the JSON object as it arrived, without {@code packet_id}
 * @param digest of the canonical body if the client chose the id: distinguishes a retry from a conflict
 * @param knownState false if the state is not one of the documented ones: it is kept, and counted
 */
public record Packet(
        String packetId,
        String subject,
        Family family,
        String body,
        @Nullable String digest,
        boolean knownState) {

    /** The two kinds of sender, each with its documented states. Other states are kept: a new client must not need a new bucket. */
    public enum Family {
        LEARNING("learning", "user_id", "cognitive_state"),
        EMPLOYEE("employee", "employee_id", "state");

        private static final Set<String> LEARNING_STATES =
                Set.of("ON_TASK", "DEEP_FOCUS", "THINKING", "DISTRACTED", "OFF_TASK", "IDLE", "AWAY");
        private static final Set<String> EMPLOYEE_STATES =
                Set.of("WORKING", "ON_TASK", "IDLE", "DISTRACTED", "OFF_TASK", "AWAY", "FAKING");

        private final String wireName;
        private final String subjectMember;
        private final String stateMember;

        Family(String wireName, String subjectMember, String stateMember) {
            this.wireName = wireName;
            this.subjectMember = subjectMember;
            this.stateMember = stateMember;
        }

        public String wireName() {
            return wireName;
        }

        /** The member that names whose packet it is. */
        public String subjectMember() {
            return subjectMember;
        }

        /** The member that holds the state. */
        public String stateMember() {
            return stateMember;
        }

        boolean documents(String state) {
            return switch (this) {
                case LEARNING -> LEARNING_STATES.contains(state);
                case EMPLOYEE -> EMPLOYEE_STATES.contains(state);
            };
        }
    }

    /** Its size in bytes, roughly: every character of an id or a body is at least one. */
    public long weight() {
        return 128L + body.length();
    }

    /** Without the body, which is what a person did. */
    @Override
    public String toString() {
        return "Packet[" + family + ", " + body.length() + " characters]";
    }
}
