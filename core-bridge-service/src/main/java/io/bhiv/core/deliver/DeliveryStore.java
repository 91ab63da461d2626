package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.send.DestinationConfig;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The table of deliveries. A claim is a due time pushed into the future by the database's clock: a process that dies
 * loses its claims when that time has come.
 */
@ApplicationScoped
class DeliveryStore {

    /** Longer than a save may take. */
    private static final Duration SHORTEST_CLAIM = Duration.ofSeconds(30);

    /** The column {@code filename} is filled for older replicas, which read it. */
    private static final String INSERT = """
        INSERT INTO core.delivery (delivery_id, kind, destination, payload, due_at, filename)
        SELECT id, kind, destination, payload, now() + make_interval(secs => held), kind || '-' || id || '.json'
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::float8[]) AS t (id, kind, destination, payload, held)
        """;

    /** All or none: a key stands for every destination of one call. */
    private static final String INSERT_KEYED = INSERT + """
        WHERE EXISTS (SELECT FROM core.claim_keys(ARRAY[$6::bytea], ARRAY[$7::bytea], ARRAY[$8::uuid], ARRAY[NULL::text]))
        """;

    private static final String FIRST_CALL =
            "SELECT id, body_hash = $2 AS same FROM core.request_key WHERE key_hash = $1";

    private static final String STATES =
            "SELECT delivery_id, state, outcome FROM core.delivery WHERE delivery_id = ANY ($1)";

    private static final String RETRY = """
        UPDATE core.delivery SET attempts = attempts + 1, first_attempt_at = COALESCE(first_attempt_at, now()),
            due_at = now() + make_interval(secs => $2), outcome = $3
        WHERE delivery_id = $1 AND state = 'pending'
        """;

    private static final String KINDS = Arrays.stream(Kind.values())
            .map(kind -> "'" + kind.wireName() + "'")
            .collect(Collectors.joining(", "));

    private static final String RELEASE = """
        UPDATE core.delivery SET due_at = now() WHERE delivery_id = ANY ($1) AND state = 'pending'
        """;

    /** No call was made: no attempt is used, and the time until the next is not part of the total limit. */
    private static final String POSTPONE = """
        UPDATE core.delivery SET waited = waited
                + CASE WHEN first_attempt_at IS NULL THEN interval '0' ELSE make_interval(secs => $2) END,
            due_at = now() + make_interval(secs => $2), outcome = $3
        WHERE delivery_id = $1 AND state = 'pending'
        """;

    private static final String FINISH = """
        WITH ended AS (
            UPDATE core.delivery SET state = $2, attempts = attempts + 1, outcome = $3, finished_at = now(),
                first_attempt_at = COALESCE(first_attempt_at, now()),
                logged = ($2 <> 'failed' OR destination <> 'core')
            WHERE delivery_id = $1 AND state = 'pending' RETURNING state
        ), counted AS (
        INSERT INTO core.tally AS t (module, minute, slot, errors)
        SELECT '', m, 0, 1 FROM ended, (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
        WHERE ended.state = 'failed'
        ON CONFLICT (module, minute, slot) DO UPDATE SET errors = t.errors + EXCLUDED.errors
        )
        SELECT count(*) FROM ended
        """;

    private static final String FIND =
            "SELECT delivery_id, state, outcome, kind, destination, attempts, replays, created_at,"
                    + " first_attempt_at, due_at, finished_at FROM core.delivery WHERE delivery_id = $1";

    private final Pool pool;
    private final double claimSeconds;

    /** A claim outlives the longest attempt, so that no other replica makes the same attempt meanwhile. */
    DeliveryStore(Pool pool, DestinationConfig destination) {
        this.pool = pool;
        Duration attempt = destination.attemptTimeout().plusSeconds(10);
        this.claimSeconds = (attempt.compareTo(SHORTEST_CLAIM) > 0 ? attempt : SHORTEST_CLAIM).toMillis() / 1000.0;
    }

    /** Commits a call's deliveries, each claimed by the caller or due at once. */
    Uni<Void> insert(List<Delivery> deliveries, List<Boolean> claimed) {
        return pool.preparedQuery(INSERT)
                .execute(columns(deliveries).value(held(claimed)).tuple())
                .replaceWithVoid();
    }

    /** The same under a key; false where the key was used before, and then nothing is committed. */
    Uni<Boolean> insert(UUID call, IdempotencyKey key, List<Delivery> deliveries, List<Boolean> claimed) {
        Tuple columns = columns(deliveries)
                .value(held(claimed))
                .value(Buffer.buffer(key.keyHash()))
                .value(Buffer.buffer(key.bodyHash()))
                .value(call)
                .tuple();
        return pool.preparedQuery(INSERT_KEYED).execute(columns).map(rows -> rows.rowCount() > 0);
    }

    private Double[] held(List<Boolean> claimed) {
        return claimed.stream().map(by -> by ? claimSeconds : 0.0).toArray(Double[]::new);
    }

    /** The call that used the key first; empty where it had another body, or the key expired this moment. */
    Uni<Optional<UUID>> firstCall(IdempotencyKey key) {
        return pool.preparedQuery(FIRST_CALL)
                .execute(Tuple.of(Buffer.buffer(key.keyHash()), Buffer.buffer(key.bodyHash())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .filter(row -> Boolean.TRUE.equals(row.getBoolean("same")))
                        .map(row -> row.getUUID("id"))
                        .findFirst());
    }

    /** Their states, in the order of the ids. Those that arrived long ago are no longer known. */
    Uni<List<DeliveryState>> states(List<UUID> ids) {
        return pool.preparedQuery(STATES)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, DeliveryState> known = new HashMap<>();
                    rows.forEach(row -> known.put(row.getUUID("delivery_id"), state(row)));
                    return ids.stream()
                            .map(id -> known.getOrDefault(id, new DeliveryState.Delivered(id, "it arrived earlier")))
                            .toList();
                });
    }

    private static Columns<Delivery> columns(List<Delivery> deliveries) {
        return new Columns<>(deliveries)
                .uuids(Delivery::id)
                .texts(delivery -> delivery.kind().wireName())
                .texts(delivery -> delivery.destination().wireName())
                .bytes(Delivery::payload);
    }

    Uni<List<Delivery>> claim(Destination destination, int limit) {
        return pool.preparedQuery(claimDue(destination, limit))
                .execute(Tuple.of(claimSeconds))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> delivery(row, row.getLong("elapsed_ms")))
                        .toList());
    }

    /**
     * Destination and limit are part of the text, so that the planner knows how few these are, however many wait. Kinds that only a newer
     * version knows are left to its replicas. The time for which a delivery was due and its destination had no room, as behind an open
     * breaker, is not part of the total limit.
     */
    private static String claimDue(Destination destination, int limit) {
        return """
            WITH due AS (
                SELECT delivery_id FROM core.delivery
                WHERE destination = '%s' AND state = 'pending' AND due_at <= now() AND kind IN (%s)
                ORDER BY due_at LIMIT %d FOR UPDATE SKIP LOCKED
            )
            UPDATE core.delivery d SET due_at = now() + make_interval(secs => $1),
                waited = d.waited + CASE WHEN d.first_attempt_at IS NULL THEN interval '0' ELSE now() - d.due_at END
            FROM due WHERE d.delivery_id = due.delivery_id
            RETURNING d.*, COALESCE((extract(epoch FROM now() - d.first_attempt_at - d.waited) * 1000)::bigint, 0) AS elapsed_ms
            """.formatted(destination.wireName(), KINDS, limit);
    }

    /** Makes them due now, for any process. */
    Uni<Void> release(List<UUID> ids) {
        return run(RELEASE, Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)));
    }

    Uni<Void> retry(UUID id, Duration pause, String reason) {
        return run(RETRY, Tuple.of(id, pause.toMillis() / 1000.0, reason));
    }

    Uni<Void> postpone(UUID id, Duration pause, String reason) {
        return run(POSTPONE, Tuple.of(id, pause.toMillis() / 1000.0, reason));
    }

    /** False where another attempt had ended it before. */
    Uni<Boolean> delivered(UUID id, String proof) {
        return finish(Tuple.of(id, "delivered", proof));
    }

    /** Makes it a dead letter; false where another attempt had ended it before. */
    Uni<Boolean> failed(UUID id, String reason) {
        return finish(Tuple.of(id, "failed", reason));
    }

    private Uni<Boolean> finish(Tuple arguments) {
        return pool.preparedQuery(FINISH)
                .execute(arguments)
                .map(rows -> rows.iterator().next().getLong(0) > 0);
    }

    Uni<Optional<DeliveryTrace>> find(UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(id)).map(DeliveryStore::found);
    }

    private Uni<Void> run(String statement, Tuple arguments) {
        return pool.preparedQuery(statement).execute(arguments).replaceWithVoid();
    }

    private static Optional<DeliveryTrace> found(RowSet<Row> rows) {
        var found = rows.iterator();
        return found.hasNext() ? Optional.of(trace(found.next())) : Optional.empty();
    }

    private static DeliveryTrace trace(Row row) {
        DeliveryState state = state(row);
        return new DeliveryTrace(
                state,
                row.getString("kind"),
                row.getString("destination"),
                row.getInteger("attempts"),
                row.getInteger("replays"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row.getOffsetDateTime("first_attempt_at")),
                state instanceof DeliveryState.Pending ? instant(row.getOffsetDateTime("due_at")) : null,
                instant(row.getOffsetDateTime("finished_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static DeliveryState state(Row row) {
        UUID id = row.getUUID("delivery_id");
        String outcome = row.getString("outcome") == null ? "" : row.getString("outcome");
        return switch (row.getString("state")) {
            case "delivered" -> new DeliveryState.Delivered(id, outcome);
            case "failed" -> new DeliveryState.Failed(id, outcome);
            default -> new DeliveryState.Pending(id, outcome);
        };
    }

    private static Delivery delivery(Row row, long elapsedMs) {
        return new Delivery(
                row.getUUID("delivery_id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Destination.valueOf(row.getString("destination").toUpperCase(Locale.ROOT)),
                row.getBuffer("payload").getBytes(),
                row.getShort("attempts"),
                elapsedMs);
    }
}
