package io.bhiv.bucket.intake;

import io.bhiv.bucket.intake.IncomingUpdate.ReceivedUpdate;
import io.bhiv.bucket.status.ObjectCounters.ObjectRefusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.intake.IntakeHandler;
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
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Receives core updates.
 *
 * <p>One batch is stored in one statement, answered on {@code core-sync-results}, and only then committed. A record that
 * cannot be read is answered as rejected; one that does not even name its update is parked; one that is too large or that PostgreSQL
 * refuses is both. A record read twice is stored once and answered twice, with the same time.
 */
@ApplicationScoped
class CoreUpdatesConsumer implements IntakeHandler {

    private final CoreUpdateHandler handler;
    private final IntakeCounters<ObjectRefusal, Reason.None> counters;

    CoreUpdatesConsumer(CoreUpdateHandler handler, IntakeCounters<ObjectRefusal, Reason.None> counters) {
        this.handler = handler;
        this.counters = counters;
    }

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(IntakeSettings.of(CoreTopics.UPDATES, "bucket-service"), this, new ParkedTable(pool, "bucket"));
    }

    @Override
    public Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> records) {
        List<ReceivedUpdate> updates = new ArrayList<>(records.size());
        List<Refused> refused = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            IncomingUpdate content = read(record);
            updates.add(new ReceivedUpdate(String.valueOf(record.key()), content));
            if (content instanceof IncomingUpdate.Broken(var id, var reason) && id == null) {
                refused.add(new Refused(record, reason));
            }
        }
        int readable = ReceivedUpdate.readable(updates).size();
        return handler.store(updates)
                .invoke(() -> refused(ObjectRefusal.MALFORMED, records.size() - readable))
                .replaceWith(refused);
    }

    @Override
    public Uni<Void> rejected(Refused refused) {
        UUID id = switch (read(refused.record())) {
            case IncomingUpdate.Whole whole -> whole.id();
            case IncomingUpdate.Broken broken -> broken.id();
        };
        IncomingUpdate broken = new IncomingUpdate.Broken(id, refused.reason());
        return handler.store(List.of(
                        new ReceivedUpdate(String.valueOf(refused.record().key()), broken)))
                .invoke(() -> refused(ObjectRefusal.UNSTORABLE, 1));
    }

    private void refused(ObjectRefusal why, int updates) {
        counters.received(updates);
        counters.refused(why, updates);
    }

    private static IncomingUpdate read(ConsumerRecord<String, byte[]> record) {
        return UpdateReader.read(record.value(), RecordText.header(record, CoreTopics.ID_HEADER));
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
