package io.bhiv.bucket.intake;

import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.RecordText;
import io.bhiv.kit.intake.Refused;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.model.core.CoreTopics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Receives core updates.
 *
 * <p>One batch is stored in one statement, answered on {@code core-sync-results}, and only then committed. A record that
 * cannot be read is answered as rejected; one that does not even name its update is parked. A record read twice is stored
 * once and answered twice, with the same time.
 */
@ApplicationScoped
class CoreUpdatesConsumer {

    private final CoreUpdateHandler handler;

    CoreUpdatesConsumer(CoreUpdateHandler handler) {
        this.handler = handler;
    }

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(
                IntakeSettings.of(CoreTopics.UPDATES, "bucket-service"), this::take, new ParkedTable(pool, "bucket"));
    }

    private Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> records) {
        List<ReceivedUpdate> updates = new ArrayList<>(records.size());
        List<Refused> refused = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            IncomingUpdate content = UpdateReader.read(record.value(), RecordText.header(record, CoreTopics.ID_HEADER));
            updates.add(new ReceivedUpdate(String.valueOf(record.key()), content));
            if (content instanceof IncomingUpdate.Broken(var id, var reason) && id == null) {
                refused.add(new Refused(record, reason));
            }
        }
        return handler.store(updates).replaceWith(refused);
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
