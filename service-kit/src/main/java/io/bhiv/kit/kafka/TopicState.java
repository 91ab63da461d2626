package io.bhiv.kit.kafka;

import java.util.List;

/** What is known of the topics a service needs. */
public sealed interface TopicState {

    /** Not looked at yet. */
    record Unknown() implements TopicState {}

    /** No broker could be asked. */
    record Unreachable(String reason) implements TopicState {}

    /** All are there. */
    record Ready() implements TopicState {}

    /** These are not there, and this service may not or could not make them. */
    record Missing(List<String> names) implements TopicState {}
}
