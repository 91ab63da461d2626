package io.bhiv.bucket.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.bucket.intake.IncomingUpdate;
import io.bhiv.bucket.intake.IncomingUpdate.ReceivedUpdate;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.model.core.CoreSyncResult;
import io.bhiv.model.core.CoreTopics;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.TraceParent;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes what became of core updates on {@code core-sync-results}: stored, or rejected with a reason. */
@ApplicationScoped
public class SyncResultPublisher {

    private final RecordSender sender;
    private final ObjectMapper json;

    SyncResultPublisher(RecordSender sender, ObjectMapper json) {
        this.sender = sender;
        this.json = json;
    }

    /** Completes when the brokers acknowledged every result. {@code storedAt} has an entry for each readable update. */
    public Uni<Void> publish(List<ReceivedUpdate> updates, Map<UUID, Instant> storedAt) {
        List<ProducerRecord<String, byte[]>> results = new ArrayList<>(updates.size());
        for (ReceivedUpdate update : updates) {
            switch (update.content()) {
                case IncomingUpdate.Whole readable -> {
                    Instant at = storedAt.get(readable.id());
                    if (at == null) {
                        throw new IllegalStateException("a stored object can be read back");
                    }
                    results.add(record(
                            update.key(),
                            CoreSyncResult.stored(readable.id(), readable.id().toString(), at)));
                }
                case IncomingUpdate.Broken(UUID id, String reason) -> {
                    Log.warnf("Core update rejected [update=%s reason=%s]", id, reason);
                    if (id != null) {
                        results.add(record(update.key(), CoreSyncResult.rejected(id, reason)));
                    }
                }
            }
        }
        return sender.send(results);
    }

    private ProducerRecord<String, byte[]> record(String key, CoreSyncResult result) {
        try {
            var record = new ProducerRecord<>(CoreTopics.SYNC_RESULTS, key, json.writeValueAsBytes(result));
            byte[] id = result.updateId().toString().getBytes(StandardCharsets.UTF_8);
            byte[] trace = TraceParent.ofId(result.updateId()).getBytes(StandardCharsets.UTF_8);
            record.headers().add(CoreTopics.ID_HEADER, id).add(Headers.TRACEPARENT, trace);
            return record;
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a sync result can be written as JSON", broken);
        }
    }

    /** Creates or checks the topic at start. */
    static final class Topic {

        private Topic() {}

        @Produces
        @Singleton
        static TopicNeeded syncResults() {
            return new TopicNeeded(CoreTopics.SYNC_RESULTS);
        }
    }
}
