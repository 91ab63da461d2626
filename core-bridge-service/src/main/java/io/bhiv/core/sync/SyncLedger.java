package io.bhiv.core.sync;

import io.bhiv.kit.store.Columns;
import io.bhiv.model.core.CoreSyncResult;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the round trip in the database: pending updates become synced or parked, and the tally moves in the same
 * statement. A result that arrives again finds nothing pending and changes nothing.
 *
 * <p>The bucket's result may arrive before Kafka's acknowledgement is recorded, so an update counts as published when it was
 * stored at the latest. A result that does not say when that was has it stored when it arrives.
 *
 * <p>Latency is counted from acceptance to here, by the database's clock, for late ones as for quick ones.
 */
@ApplicationScoped
public class SyncLedger {

    private static final int SLOTS = 32;

    private static final String SYNC = """
        WITH input AS (
            SELECT update_id, COALESCE(stored_at, now()) AS stored_at, object_id
            FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS t (update_id, stored_at, object_id)
        ), mine AS (
            SELECT p.update_id FROM core.pending_update p WHERE p.update_id = ANY ($1)
            ORDER BY p.update_id FOR UPDATE
        ), done AS (
            DELETE FROM core.pending_update p USING mine WHERE p.update_id = mine.update_id RETURNING p.*
        ), unparked AS (
            DELETE FROM core.parked_update k USING done WHERE k.update_id = done.update_id
        ), kept AS (
            INSERT INTO core.synced_update (update_id, received_at, published_at, stored_at, synced_at, object_id)
            SELECT d.update_id, d.received_at, LEAST(d.published_at, i.stored_at), i.stored_at, now(), i.object_id
            FROM done d JOIN input i USING (update_id)
        ), figures AS (
            SELECT module, count(*) AS n, sum(extract(epoch FROM now() - accepted_at) * 1000)::bigint AS ms,
                   max(published_at) FILTER (WHERE resends = 0) AS published
            FROM done GROUP BY module
        ), rows AS (
            SELECT '' AS module, m AS minute, sum(n) AS n, sum(ms) AS ms, max(published) AS published
            FROM figures, (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            GROUP BY m
            UNION ALL
            SELECT CASE WHEN $5 OR module = ANY ($6) THEN module ELSE '_other' END, '-infinity', sum(n), sum(ms), NULL
            FROM figures GROUP BY 1
        ), tallied AS (
            INSERT INTO core.tally AS t (module, minute, slot, synced, latency_ms, last_synced, last_published)
            SELECT module, minute, $4, n, ms, now(), published FROM rows ORDER BY module, minute
            ON CONFLICT (module, minute, slot) DO UPDATE SET
                synced = t.synced + EXCLUDED.synced,
                latency_ms = t.latency_ms + EXCLUDED.latency_ms,
                last_synced = GREATEST(t.last_synced, EXCLUDED.last_synced),
                last_published = GREATEST(t.last_published, EXCLUDED.last_published)
        ), counted AS (
            INSERT INTO core.event_tally_delta (minute, intake, published)
            SELECT date_trunc('minute', received_at), 'core-updates', count(*) FROM done GROUP BY 1
        )
        SELECT update_id, module, received_at, published_at,
               (extract(epoch FROM now() - accepted_at) * 1000)::bigint AS latency_ms FROM done
        """;

    private static final String COUNTED =
            "SELECT DISTINCT module FROM core.tally WHERE minute = '-infinity' AND module <> '' LIMIT "
                    + KnownModules.LIMIT;

    /** An update that was marked synced just now; latency from acceptance to now. */
    record Synced(UUID id, String module, Instant receivedAt, long latencyMs) {}

    private final Pool pool;
    private final SyncReport report;
    private final KnownModules modules = new KnownModules();
    private volatile boolean modulesLoaded;

    SyncLedger(Pool pool, SyncReport report) {
        this.pool = pool;
        this.report = report;
    }

    /** Marks them synced, where they are pending; returns how many were. */
    public Uni<Integer> sync(List<CoreSyncResult> stored) {
        if (stored.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return loadModules()
                .chain(() -> pool.preparedQuery(SYNC).execute(columns(stored)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SyncLedger::synced)
                        .toList())
                .invoke(this::learn)
                .invoke(report::synced)
                .map(List::size);
    }

    private Uni<Void> loadModules() {
        if (modulesLoaded) {
            return Uni.createFrom().voidItem();
        }
        return pool.query(COUNTED)
                .execute()
                .invoke(rows -> {
                    rows.forEach(row -> modules.add(List.of(row.getString(0))));
                    modulesLoaded = true;
                })
                .replaceWithVoid();
    }

    private void learn(List<Synced> synced) {
        if (modules.hasRoom()) {
            modules.add(synced.stream().map(Synced::module).collect(Collectors.toSet()));
        }
    }

    private static Synced synced(Row row) {
        return new Synced(
                row.getUUID("update_id"),
                row.getString("module"),
                row.getOffsetDateTime("received_at").toInstant(),
                row.getLong("latency_ms"));
    }

    private static short slot() {
        return (short) ThreadLocalRandom.current().nextInt(SLOTS);
    }

    private static @Nullable OffsetDateTime storedAt(CoreSyncResult result) {
        Instant at = result.storedAt();
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private Tuple columns(List<CoreSyncResult> stored) {
        return new Columns<>(stored)
                .uuids(CoreSyncResult::updateId)
                .value(stored.stream().map(SyncLedger::storedAt).toArray(OffsetDateTime[]::new))
                .texts(result -> Objects.requireNonNullElse(result.objectId(), ""))
                .value(slot())
                .value(modules.hasRoom())
                .value(modules.names())
                .tuple();
    }
}
