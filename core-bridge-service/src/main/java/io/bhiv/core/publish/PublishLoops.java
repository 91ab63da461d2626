package io.bhiv.core.publish;

import io.bhiv.core.journal.JournalConfig;
import io.bhiv.core.journal.PendingUpdates;
import io.bhiv.kit.kafka.KafkaConfig;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import io.bhiv.model.topic.Topics;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The loops behind publishing: one sweeps what is due, one finds what the bucket must have missed. */
@ApplicationScoped
class PublishLoops implements StartupCheck {

    private final JournalConfig journal;
    private final KafkaConfig kafka;

    PublishLoops(JournalConfig journal, KafkaConfig kafka) {
        this.journal = journal;
        this.kafka = kafka;
    }

    /** Two replicas would publish the same while both believe that the other has given up. */
    @Override
    public List<StartupProblem> problems() {
        Duration delivery = kafka.deliveryTimeout().plus(kafka.maxBlock());
        return journal.grace().compareTo(delivery) > 0
                ? List.of()
                : List.of(StartupProblem.warning(
                        "bridge.core.journal.grace",
                        "updates may be published twice while Kafka is slow",
                        "Set it above bridge.kafka.delivery-timeout + bridge.kafka.max-block (" + delivery.toSeconds()
                                + " s)"));
    }

    void begin(
            @Observes StartupEvent started, BackgroundLoops loops, UpdatePublisher publisher, PendingUpdates pending) {
        loops.start(
                "core-publish-sweeper",
                new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                publisher::sweep);
        loops.start(
                "core-resend-overtaken",
                new LoopSettings(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                () -> pending.resendOvertaken().map(PublishLoops::told));
    }

    private static Step told(int resent) {
        if (resent > 0) {
            Log.warnf("Updates that the bucket must have missed are published again [updates=%d]", resent);
        }
        return resent > 0 ? Step.MORE : Step.IDLE;
    }

    @Produces
    @Singleton
    TopicNeeded updates() {
        return new TopicNeeded(Topics.CORE_UPDATES);
    }

    @Produces
    @Singleton
    TopicNeeded results() {
        return new TopicNeeded(Topics.CORE_SYNC_RESULTS);
    }
}
