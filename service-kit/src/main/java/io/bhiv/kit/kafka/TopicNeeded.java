package io.bhiv.kit.kafka;

/** A topic a service writes to or reads from. Every bean of this type is made or checked at start. */
public record TopicNeeded(String name) {}
