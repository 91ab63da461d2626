package io.bhiv.kit.intake;

import java.util.Set;
import java.util.function.Supplier;

/**
 * What an intake reads.
 *
 * @param name kebab-case; names the thread, the heartbeat and the metrics
 * @param group consumer group, shared by all replicas
 * @param start where a group begins that has never read a partition
 * @param topics what to read, called before each poll; while it is empty nothing is read. A topic that does not exist is waited
 *     for and never created; one that the brokers refuse is left out for a while where others are read
 */
public record IntakeSettings(String name, String group, Start start, Supplier<Set<String>> topics) {

    /** Where a group begins that has never read a partition. */
    public enum Start {
        /** With the oldest record that the broker has. */
        OLDEST,
        /** With what is written from now on. */
        FROM_NOW_ON
    }

    /** All of one topic, under the topic's name. */
    public static IntakeSettings of(String topic, String group) {
        Set<String> only = Set.of(topic);
        return new IntakeSettings(topic, group, Start.OLDEST, () -> only);
    }
}
