package io.bhiv.biometric.publish;

import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.model.topic.Topics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The topics of this service, made at start where the broker allows it. */
final class TopicsNeeded {

    private TopicsNeeded() {}

    @Produces
    @Singleton
    static TopicNeeded events() {
        return new TopicNeeded(Topics.BIOMETRIC_EVENTS);
    }

    @Produces
    @Singleton
    static TopicNeeded triggers() {
        return new TopicNeeded(Topics.HEALTH_EVENTS);
    }

    @Produces
    @Singleton
    static TopicNeeded terraDirect() {
        return new TopicNeeded(Topics.TERRA_BIOMETRIC_EVENTS);
    }
}
