package io.bhiv.core.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bhiv.core.lines.CoreLines;
import io.bhiv.core.sync.SyncLedger;
import io.bhiv.core.sync.SyncMetrics;
import io.bhiv.core.sync.Synced;
import io.bhiv.kit.lines.JsonLine;
import io.bhiv.model.core.CoreSyncResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bucket's word for what became of updates, a batch at a time.
 *
 * <p>Ack: after the batch is in the database, so offsets never run ahead of it. Retry: while the database is away, for
 * as long as it takes. A record that cannot be read is counted, logged and passed over: it names no update, so nothing
 * could be done for it later either.
 */
@ApplicationScoped
class SyncResultConsumer {

    private static final Duration TURN = Duration.ofSeconds(30);

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

    @Incoming("core-sync-results")
    Uni<Void> settle(List<byte[]> records) {
        Map<UUID, CoreSyncResult> results = read(records);
        return Uni.createFrom()
                .deferred(() -> settle(results.values()))
                .ifNoItem()
                .after(TURN)
                .fail()
                .onFailure()
                .invoke(failure -> Log.warnf(
                        "Sync results wait for the store [results=%d cause=%s]",
                        results.size(), failure.getClass().getSimpleName()))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(250), Duration.ofSeconds(10))
                .indefinitely();
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

    /** The last word per update: a batch may hold several copies, and one statement may touch a row once. */
    private Map<UUID, CoreSyncResult> read(List<byte[]> records) {
        Map<UUID, CoreSyncResult> results = new LinkedHashMap<>();
        for (byte[] record : records) {
            try {
                @Nullable CoreSyncResult result = reader.readValue(record);
                if (result == null) {
                    skip("nothing in it");
                } else {
                    results.put(result.updateId(), result);
                }
            } catch (JsonProcessingException malformed) {
                skip(malformed.getClass().getSimpleName());
            } catch (IOException impossible) {
                throw new IllegalStateException("reading from memory cannot fail", impossible);
            }
        }
        return results;
    }

    private void skip(String cause) {
        unreadable.increment();
        Log.warnf("A record on core-sync-results cannot be read and is passed over [cause=%s]", cause);
    }
}
