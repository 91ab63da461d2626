package io.bhiv.bucket.object;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.model.core.CoreSyncResult;
import io.bhiv.model.core.CoreTopics;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * Stores core updates and says so.
 *
 * <p>One poll is one batch: stored in one statement, answered on {@code core-sync-results}, and only then acknowledged to
 * Kafka. Whatever is away (database, brokers) is waited for with growing pauses, because the records are safe where they
 * are; a record that can never be stored is answered as rejected, so it holds nobody up. A record read twice is stored
 * once and answered twice, with the same time.
 */
@ApplicationScoped
class CoreUpdatesConsumer {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ObjectStore store;
    private final RecordSender sender;
    private final ObjectMapper json;

    CoreUpdatesConsumer(ObjectStore store, RecordSender sender, ObjectMapper json) {
        this.store = store;
        this.sender = sender;
        this.json = json;
    }

    private record Update(String key, IncomingUpdate content) {}

    @Incoming("core-updates")
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        List<Update> updates = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            updates.add(new Update(String.valueOf(record.key()), UpdateReader.read(record.value(), header(record))));
        }
        return Uni.createFrom()
                .deferred(() -> storeAndAnswer(updates))
                .onFailure()
                .invoke(failure ->
                        Log.warnf("Core updates wait because something is away [cause=%s]", failure.getClass()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    private static @Nullable String header(ConsumerRecord<String, byte[]> record) {
        Header id = record.headers().lastHeader(CoreTopics.ID_HEADER);
        return id == null ? null : new String(id.value(), StandardCharsets.UTF_8);
    }

    private Uni<Void> storeAndAnswer(List<Update> updates) {
        List<IncomingUpdate.Whole> readable = updates.stream()
                .map(Update::content)
                .filter(IncomingUpdate.Whole.class::isInstance)
                .map(IncomingUpdate.Whole.class::cast)
                .toList();
        return store.store(readable).chain(storedAt -> sender.send(answers(updates, storedAt)));
    }

    private List<ProducerRecord<String, byte[]>> answers(List<Update> updates, Map<UUID, Instant> storedAt) {
        List<ProducerRecord<String, byte[]>> answers = new ArrayList<>(updates.size());
        for (Update update : updates) {
            switch (update.content()) {
                case IncomingUpdate.Whole readable -> {
                    Instant at = storedAt.get(readable.id());
                    if (at == null) {
                        throw new IllegalStateException("a stored object can be read back");
                    }
                    answers.add(answer(
                            update.key(),
                            CoreSyncResult.stored(readable.id(), readable.id().toString(), at)));
                }
                case IncomingUpdate.Broken(UUID id, String reason) -> {
                    Log.warnf("A core update cannot be stored [update=%s reason=%s]", id, reason);
                    if (id != null) {
                        answers.add(answer(update.key(), CoreSyncResult.rejected(id, reason)));
                    }
                }
            }
        }
        return answers;
    }

    private ProducerRecord<String, byte[]> answer(String key, CoreSyncResult result) {
        try {
            var record = new ProducerRecord<>(CoreTopics.SYNC_RESULTS, key, json.writeValueAsBytes(result));
            byte[] id = result.updateId().toString().getBytes(StandardCharsets.UTF_8);
            record.headers().add(CoreTopics.ID_HEADER, id);
            return record;
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a sync result can be written as JSON", broken);
        }
    }

    /** Makes or checks the topics at start. */
    static final class NeededTopics {

        private NeededTopics() {}

        @Produces
        @Singleton
        static TopicNeeded updates() {
            return new TopicNeeded(CoreTopics.UPDATES);
        }

        @Produces
        @Singleton
        static TopicNeeded results() {
            return new TopicNeeded(CoreTopics.SYNC_RESULTS);
        }
    }
}
