package io.bhiv.bucket.intake;

import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.model.core.CoreTopics;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * Receives core updates.
 *
 * <p>One poll is one batch: stored in one statement, answered on {@code core-sync-results}, and only then acknowledged to
 * Kafka. While the database or the brokers are away the batch is retried with growing pauses, because the records are safe
 * where they are. A record read twice is stored once and answered twice, with the same time.
 */
@ApplicationScoped
class CoreUpdatesConsumer {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final CoreUpdateHandler handler;

    CoreUpdatesConsumer(CoreUpdateHandler handler) {
        this.handler = handler;
    }

    @Incoming("core-updates")
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        List<ReceivedUpdate> updates = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            updates.add(new ReceivedUpdate(
                    String.valueOf(record.key()), UpdateReader.read(record.value(), header(record))));
        }
        return Uni.createFrom()
                .deferred(() -> handler.store(updates))
                .onFailure()
                .invoke(failure ->
                        Log.warnf("Core updates are not stored yet and will be retried [cause=%s]", failure.getClass()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    private static @Nullable String header(ConsumerRecord<String, byte[]> record) {
        Header id = record.headers().lastHeader(CoreTopics.ID_HEADER);
        return id == null ? null : new String(id.value(), StandardCharsets.UTF_8);
    }

    /** Creates or checks the topic at start. */
    static final class Topic {

        private Topic() {}

        @Produces
        @Singleton
        static TopicNeeded updates() {
            return new TopicNeeded(CoreTopics.UPDATES);
        }
    }
}
