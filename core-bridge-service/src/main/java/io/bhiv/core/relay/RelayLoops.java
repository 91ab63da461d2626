package io.bhiv.core.relay;

import io.bhiv.core.publish.PendingUpdates;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.topic.Topics;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The loops behind publishing: one sweeps what is due, one finds what the bucket must have missed. */
@ApplicationScoped
class RelayLoops {

    void begin(@Observes StartupEvent started, BackgroundLoops loops, UpdateRelay publisher, PendingUpdates pending) {
        loops.start(
                "core-publish-sweeper",
                new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                publisher::sweep);
        loops.start(
                "core-resend-overtaken",
                new LoopSettings(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                () -> pending.resendOvertaken().map(RelayLoops::logged));
    }

    private static Step logged(int resent) {
        if (resent > 0) {
            Log.warnf(
                    "Published again: updates that the bucket did not answer although later ones were synced"
                            + " [updates=%d]",
                    resent);
        }
        return resent > 0 ? Step.MORE : Step.IDLE;
    }

    @Produces
    @Singleton
    TopicNeeded updates() {
        return new TopicNeeded(Topics.CORE_UPDATES);
    }
}
