package io.bhiv.bucket.packet;

import java.util.Set;

/** The documented states. Others are kept as they came: a new client must not need a new bucket. */
final class KnownStates {

    private static final Set<String> LEARNING =
            Set.of("ON_TASK", "DEEP_FOCUS", "THINKING", "DISTRACTED", "OFF_TASK", "IDLE", "AWAY");
    private static final Set<String> EMPLOYEE =
            Set.of("WORKING", "ON_TASK", "IDLE", "DISTRACTED", "OFF_TASK", "AWAY", "FAKING");

    private KnownStates() {}

    static boolean knows(Packet.Family family, String state) {
        return switch (family) {
            case LEARNING -> LEARNING.contains(state);
            case EMPLOYEE -> EMPLOYEE.contains(state);
        };
    }
}
