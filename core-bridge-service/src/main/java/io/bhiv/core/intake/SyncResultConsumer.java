package io.bhiv.core.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bhiv.core.lines.CoreLines;
import io.bhiv.core.sync.SyncLedger;
import io.bhiv.core.sync.SyncMetrics;
import io.bhiv.core.sync.Synced;
import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.Refused;
import io.bhiv.kit.lines.JsonLine;
import io.bhiv.model.core.CoreSyncResult;
import io.bhiv.model.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bucket's results, a batch at a time. Offsets are committed after the batch is in the database; a result that
 * arrives again finds nothing pending. A record that cannot be read is parked.
 */
@ApplicationScoped
class SyncResultConsumer {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final SyncLedger ledger;
    private final CoreLines lines;
    private final ObjectReader reader;
    private final Counter unreadable;
    private final SyncMetrics metrics;

    SyncResultConsumer(
            SyncLedger ledger, CoreLines lines, ObjectMapper json, SyncMetrics metrics, MeterRegistry meters) {
        this.ledger = ledger;
        this.lines = lines;
        this.metrics = metrics;
        this.reader = json.readerFor(CoreSyncResult.class);
        this.unreadable = Counter.builder("bridge.core.sync.unreadable")
                .description("Records on core-sync-results that could not be read")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(
                IntakeSettings.of(Topics.CORE_SYNC_RESULTS, "core-bridge"), this::take, new ParkedTable(pool, "core"));
    }

    private Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> records) {
        Map<UUID, CoreSyncResult> results = new LinkedHashMap<>();
        List<Refused> refused = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            switch (read(record.value())) {
                // The last one per update: a batch may hold several copies, and one statement may touch a row once.
                case Read.Result(var result) -> results.put(result.updateId(), result);
                case Read.Unreadable(var reason) -> refused.add(new Refused(record, reason));
            }
        }
        unreadable.increment(refused.size());
        return settle(results.values()).replaceWith(refused);
    }

    private Uni<Void> settle(Collection<CoreSyncResult> results) {
        List<CoreSyncResult> stored = new ArrayList<>();
        List<CoreSyncResult> rejected = new ArrayList<>();
        for (CoreSyncResult result : results) {
            switch (result.status()) {
                case STORED -> stored.add(result);
                case REJECTED -> rejected.add(result);
            }
        }
        return sync(stored).chain(() -> park(rejected));
    }

    private Uni<Void> sync(List<CoreSyncResult> stored) {
        if (stored.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return ledger.sync(stored)
                .invoke(synced -> {
                    metrics.synced(synced);
                    lines.sync(synced, SyncResultConsumer::line);
                })
                .replaceWithVoid();
    }

    private static JsonLine line(Synced update) {
        return JsonLine.of("synced")
                .with("update_id", update.id())
                .with("module", update.module())
                .with("received_at", update.receivedAt())
                .with("latency_ms", update.latencyMs());
    }

    private Uni<Void> park(List<CoreSyncResult> rejected) {
        if (rejected.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return ledger.park(rejected)
                .invoke(parked -> {
                    metrics.parked(parked);
                    Log.warnf("The bucket refused updates; they are on the replay list [updates=%d]", parked);
                })
                .replaceWithVoid();
    }

    /** What a record turned out to be. */
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
            return isStorable(result.storedAt())
                    ? new Read.Result(result)
                    : new Read.Unreadable("stored_at is out of range");
        } catch (IOException malformed) {
            return new Read.Unreadable(
                    "not a sync result: " + malformed.getClass().getSimpleName());
        }
    }

    /** PostgreSQL would store anything far beyond as infinity. */
    private static boolean isStorable(@Nullable Instant time) {
        return time == null || !(time.isBefore(FIRST) || time.isAfter(LAST));
    }
}
