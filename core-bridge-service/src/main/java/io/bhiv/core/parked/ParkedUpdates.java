package io.bhiv.core.parked;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.status.UpdateCounters;
import io.bhiv.core.status.UpdateCounters.Parking;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.IntakeParts.Parts;
import io.bhiv.kit.insight.InsightEvents;
import io.bhiv.kit.insight.RareEvent;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.core.CoreSyncResult;
import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The replay list of updates: what the bucket or Kafka refused, until an operator replays it. */
@ApplicationScoped
public class ParkedUpdates {

    /**
     * A parked update, without its record.
     *
     * @param reasonCode the wire name of {@link Parking}
     * @param reason in words
     */
    public record Parked(
            @JsonProperty("update_id") UUID id,
            String module,
            @JsonProperty("reason_code") String reasonCode,
            String reason,
            @JsonProperty("parked_at") Instant parkedAt) {}

    /** Why an update is parked, in words. */
    public record Refusal(UUID updateId, String reason) {}

    private static final String LIST = """
        SELECT update_id, module, reason_code, reason, parked_at FROM core.parked_update
        WHERE replayed_at IS NULL AND ($2::timestamptz IS NULL OR parked_at <= $2)
        ORDER BY parked_at, update_id LIMIT $1
        """;

    /** Due one after the other, {@code 1/rate} s apart: the rate is capped without anything that waits. */
    private static final String REPLAY = """
        WITH chosen AS (
            SELECT update_id, received_at, module, row_number() OVER (ORDER BY update_id) AS place
            FROM (SELECT * FROM core.parked_update
                  WHERE replayed_at IS NULL AND ($3::timestamptz IS NULL OR parked_at <= $3)
                  ORDER BY parked_at, update_id LIMIT $1 FOR UPDATE SKIP LOCKED) AS mine
        ), marked AS (
            UPDATE core.parked_update k SET replayed_at = now() FROM chosen WHERE k.update_id = chosen.update_id
        ), pending AS (
            INSERT INTO core.pending_update (update_id, received_at, module, due_at)
            SELECT update_id, received_at, module, now() + make_interval(secs => (place - 1) / $2::float8) FROM chosen
        ), tallied AS (
            INSERT INTO core.tally AS t (module, minute, slot, parked)
            SELECT '', m, 0, -(SELECT count(*) FROM chosen)
            FROM (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            ON CONFLICT (module, minute, slot) DO UPDATE SET parked = t.parked + EXCLUDED.parked
        ), counted AS (
            INSERT INTO core.event_tally_delta (minute, intake, parked)
            SELECT date_trunc('minute', received_at), 'core-updates', -count(*) FROM chosen GROUP BY 1
        )
        SELECT c.update_id, k.module, k.reason_code, k.reason, k.parked_at FROM chosen c JOIN core.parked_update k USING (update_id)
        ORDER BY c.update_id
        """;

    private static final String PARK = """
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::text[]) AS t (update_id, reason)
        ), mine AS (
            SELECT p.update_id FROM core.pending_update p WHERE p.update_id = ANY ($1)
            ORDER BY p.update_id FOR UPDATE
        ), done AS (
            DELETE FROM core.pending_update p USING mine WHERE p.update_id = mine.update_id RETURNING p.*
        ), again AS (
            UPDATE core.parked_update k SET reason_code = $3, reason = i.reason, parked_at = now(), replayed_at = NULL
            FROM done JOIN input i USING (update_id) WHERE k.update_id = done.update_id
        ), parked AS (
            INSERT INTO core.parked_update (update_id, received_at, module, session_id, record, reason_code, reason, parked_at)
            SELECT d.update_id, d.received_at, j.module, j.session_id, j.record, $3::text, i.reason, now()
            FROM done d JOIN input i USING (update_id)
            JOIN core.update_journal j ON j.update_id = d.update_id AND j.received_at = d.received_at
            ON CONFLICT (update_id) DO NOTHING
        ), tallied AS (
            INSERT INTO core.tally AS t (module, minute, slot, parked, errors)
            SELECT '', m, 0, n, n
            FROM (SELECT count(*) AS n FROM done) AS figures,
                 (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            WHERE n > 0
            ON CONFLICT (module, minute, slot) DO UPDATE SET
                parked = t.parked + EXCLUDED.parked, errors = t.errors + EXCLUDED.errors
        ), counted AS (
            INSERT INTO core.event_tally_delta (minute, intake, parked)
            SELECT date_trunc('minute', received_at), 'core-updates', count(*) FROM done GROUP BY 1
        )
        SELECT module, count(*) AS updates FROM done GROUP BY module
        """;

    private final Pool pool;
    private final IntakeCounters<UpdateCounters.Refusal, Parking> counters;
    private final Parts<UpdateCounters.Refusal, Parking> modules;
    private final Counter rejected;
    private final InsightEvents events;

    ParkedUpdates(
            Pool pool,
            IntakeCounters<UpdateCounters.Refusal, Parking> counters,
            Parts<UpdateCounters.Refusal, Parking> modules,
            InsightEvents events,
            MeterRegistry meters) {
        this.modules = modules;
        this.events = events;
        this.pool = pool;
        this.counters = counters;
        this.rejected = Counter.builder("bridge.core.sync.parked")
                .description("Updates the bucket refused")
                .register(meters);
    }

    /** Parks what the bucket rejected; returns how many of it were pending. */
    public Uni<Integer> rejected(List<CoreSyncResult> results) {
        if (results.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return park(
                        Parking.REJECTED_BY_BUCKET,
                        results.stream()
                                .map(result ->
                                        new Refusal(result.updateId(), Objects.requireNonNullElse(result.reason(), "")))
                                .toList())
                .invoke(parked -> {
                    rejected.increment(parked);
                    Log.warnf("The bucket rejected updates; they are parked for replay [updates=%d]", parked);
                });
    }

    /** Moves pending updates to the parked list, each with its reason; returns how many were pending. */
    public Uni<Integer> park(Parking why, List<Refusal> refusals) {
        return pool.preparedQuery(PARK)
                .execute(new Columns<>(refusals)
                        .uuids(Refusal::updateId)
                        .texts(Refusal::reason)
                        .value(why.wireName())
                        .tuple())
                .map(rows -> parked(why, rows));
    }

    private int parked(Parking why, RowSet<Row> byModule) {
        int all = 0;
        for (Row row : byModule) {
            int updates = row.getLong("updates").intValue();
            String module = row.getString("module");
            modules.of(module).parked(why, updates);
            events.offer(new RareEvent(Kind.SYNC, Severity.WARNING, module, why.wireName(), "", updates));
            all += updates;
        }
        counters.parked(why, all);
        return all;
    }

    /**
     * Those that have been parked longest.
     *
     * @param until parked at the latest then, inclusive; null for any time
     */
    public Uni<List<Parked>> list(int limit, @Nullable Instant until) {
        return query(LIST, Tuple.of(limit, time(until)));
    }

    /**
     * Puts those that have been parked longest back on the pending list, {@code perSecond} of them a second; returns them. One that is
     * refused again is parked again, behind all others.
     *
     * @param until parked at the latest then, inclusive; null for any time
     */
    public Uni<List<Parked>> replay(int limit, double perSecond, @Nullable Instant until) {
        return query(REPLAY, Tuple.of(limit, perSecond, time(until)))
                .invoke(replayed -> counters.released(replayed.size()));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant until) {
        return until == null ? null : until.atOffset(ZoneOffset.UTC);
    }

    private Uni<List<Parked>> query(String statement, Tuple arguments) {
        return pool.preparedQuery(statement)
                .execute(arguments)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Parked(
                                row.getUUID("update_id"),
                                row.getString("module"),
                                row.getString("reason_code"),
                                row.getString("reason"),
                                row.getOffsetDateTime("parked_at").toInstant()))
                        .toList());
    }
}
