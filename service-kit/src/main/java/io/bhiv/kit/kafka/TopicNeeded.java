package io.bhiv.kit.kafka;

import java.util.Map;

/**
 * A topic a service writes to or reads from. Every bean of this type is made or checked at start.
 *
 * @param settings of the topic where it is made here, beside those that every topic has
 */
public record TopicNeeded(String name, Map<String, String> settings) {

    public TopicNeeded {
        settings = Map.copyOf(settings);
    }

    public TopicNeeded(String name) {
        this(name, Map.of());
    }
}
