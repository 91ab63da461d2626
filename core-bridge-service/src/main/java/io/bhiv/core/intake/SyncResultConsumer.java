package io.bhiv.core.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bhiv.core.status.UpdateCounters.ResultParking;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.intake.IntakeHandler;
import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.Refused;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.store.StorableTime;
import io.bhiv.model.core.CoreSyncResult;
import io.bhiv.model.topic.Topics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads what the bucket stored and rejected, a batch at a time. A record that is no result is parked. */
@ApplicationScoped
public class SyncResultConsumer implements IntakeHandler {

    /** What follows a batch of results; the pipeline implements it. */
    public interface Settlement {

        /** At most one result per update. Completes once the database has all of them, with how many were still pending. */
        Uni<Integer> settle(Collection<CoreSyncResult> results);
    }

    private final Settlement pipeline;
    private final IntakeCounters<Reason.None, ResultParking> counters;
    private final ObjectReader reader;

    SyncResultConsumer(Settlement pipeline, IntakeCounters<Reason.None, ResultParking> counters, ObjectMapper json) {
        this.pipeline = pipeline;
        this.counters = counters;
        this.reader = json.readerFor(CoreSyncResult.class);
    }

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(IntakeSettings.of(Topics.CORE_SYNC_RESULTS, "core-bridge"), this, new ParkedTable(pool, "core"));
    }

    @Produces
    @Singleton
    static TopicNeeded results() {
        return new TopicNeeded(Topics.CORE_SYNC_RESULTS);
    }

    @Override
    public Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> batch) {
        Map<UUID, CoreSyncResult> results = new LinkedHashMap<>();
        List<Refused> refused = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : batch) {
            switch (read(record.value())) {
                // The last one per update: a batch may hold several copies, and one statement may touch a row once.
                case Read.Result(var result) -> results.put(result.updateId(), result);
                case Read.Unreadable(var reason) -> refused.add(new Refused(record, reason));
            }
        }
        return pipeline.settle(results.values())
                .invoke(settled -> count(batch.size(), settled, refused.size()))
                .replaceWith(refused);
    }

    @Override
    public Uni<Void> rejected(Refused record) {
        count(1, 0, 1);
        return Uni.createFrom().voidItem();
    }

    /** A result of an update that is not pending (any more) is a copy. */
    private void count(int received, int settled, int unreadable) {
        counters.received(received);
        counters.duplicate(received - settled - unreadable);
        counters.stored(settled + unreadable);
        counters.published(settled);
        counters.parked(ResultParking.UNREADABLE, unreadable);
    }

    /** A record as a result, or why it is none. */
    private sealed interface Read {

        record Result(CoreSyncResult result) implements Read {}

        record Unreadable(String reason) implements Read {}
    }

    private Read read(byte @Nullable [] value) {
        if (value == null) {
            return new Read.Unreadable("no value");
        }
        try {
            CoreSyncResult result = reader.readValue(value);
            if (result == null) {
                return new Read.Unreadable("not a JSON object");
            }
            return result.storedAt() == null || StorableTime.isStorable(result.storedAt())
                    ? new Read.Result(result)
                    : new Read.Unreadable("stored_at is out of range");
        } catch (IOException malformed) {
            return new Read.Unreadable(
                    "not a sync result: " + malformed.getClass().getSimpleName());
        }
    }
}
