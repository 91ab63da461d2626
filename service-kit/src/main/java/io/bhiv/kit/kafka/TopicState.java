package io.bhiv.kit.kafka;

import java.util.List;

/** What is known of the topics a service needs. */
public sealed interface TopicState {

    /** Not looked at yet. */
    record Unknown() implements TopicState {}

    /** No broker could be reached. */
    record Unreachable(String reason) implements TopicState {}

    /**
     * All are there.
     *
     * @param unbounded those that take records in any compression: one of them may be larger than the memory of who reads it
     */
    record Ready(List<String> unbounded) implements TopicState {}

    /** These are not there, and this service may not or could not make them. */
    record Missing(List<String> names) implements TopicState {}
}
