package io.bhiv.core.delivery;

import io.bhiv.core.delivery.Delivery.Destination;
import io.bhiv.core.delivery.Delivery.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The table of deliveries. A claim is a due time pushed into the future by the database's clock: whoever dies with it
 * loses it when that time has come.
 */
@ApplicationScoped
class DeliveryStore {

    /** How long a claim holds: longer than any attempt takes. */
    private static final double CLAIM_SECONDS = 45;

    private static final String INSERT = """
            INSERT INTO core.delivery (delivery_id, kind, destination, filename, payload, due_at)
            SELECT *, now() + make_interval(secs => $6) FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[])
            """;

    private static final String RETRY = """
            UPDATE core.delivery SET attempts = attempts + 1, first_attempt_at = COALESCE(first_attempt_at, now()),
                due_at = now() + make_interval(secs => $2), outcome = $3
            WHERE delivery_id = $1 AND state = 'pending'
            """;

    private static final String FINISH = """
            WITH ended AS (
                UPDATE core.delivery SET state = $2, attempts = attempts + 1, outcome = $3, finished_at = now(),
                    first_attempt_at = COALESCE(first_attempt_at, now()),
                    logged = ($2 <> 'failed' OR destination <> 'core')
                WHERE delivery_id = $1 AND state = 'pending' RETURNING state
            )
            INSERT INTO core.tally AS t (module, minute, slot, errors)
            SELECT '', m, 0, 1 FROM ended, (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            WHERE ended.state = 'failed'
            ON CONFLICT (module, minute, slot) DO UPDATE SET errors = t.errors + EXCLUDED.errors
            """;

    private static final String FIND = "SELECT * FROM core.delivery WHERE delivery_id = $1";

    private static final String FORGET = """
            DELETE FROM core.delivery WHERE delivery_id IN (
                SELECT delivery_id FROM core.delivery
                WHERE state = 'delivered' AND finished_at < now() - make_interval(secs => $1)
                ORDER BY finished_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """;

    private final Pool pool;

    DeliveryStore(Pool pool) {
        this.pool = pool;
    }

    /** Commits them, claimed by the caller. */
    Uni<Void> insert(List<Delivery> deliveries) {
        return run(
                INSERT,
                Tuple.of(
                                deliveries.stream().map(Delivery::id).toArray(UUID[]::new),
                                deliveries.stream().map(d -> d.kind().word()).toArray(String[]::new),
                                deliveries.stream()
                                        .map(d -> d.destination().word())
                                        .toArray(String[]::new),
                                deliveries.stream().map(Delivery::filename).toArray(String[]::new))
                        .addValue(deliveries.stream()
                                .map(d -> Buffer.buffer(d.payload()))
                                .toArray(Buffer[]::new))
                        .addDouble(CLAIM_SECONDS));
    }

    Uni<List<Delivery>> claim(int limit) {
        return pool.preparedQuery(claimDue(limit))
                .execute(Tuple.of(CLAIM_SECONDS))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> delivery(row, row.getLong("elapsed_ms")))
                        .toList());
    }

    /** The limit is part of the text, so that the planner knows how few these are, however many wait. */
    private static String claimDue(int limit) {
        return """
            WITH due AS (
                SELECT delivery_id FROM core.delivery WHERE state = 'pending' AND due_at <= now()
                ORDER BY due_at LIMIT %d FOR UPDATE SKIP LOCKED
            )
            UPDATE core.delivery d SET due_at = now() + make_interval(secs => $1)
            FROM due WHERE d.delivery_id = due.delivery_id
            RETURNING d.*, COALESCE((extract(epoch FROM now() - d.first_attempt_at) * 1000)::bigint, 0) AS elapsed_ms
            """.formatted(limit);
    }

    Uni<Void> retry(UUID id, Duration pause, String reason) {
        return run(RETRY, Tuple.of(id, pause.toMillis() / 1000.0, reason));
    }

    Uni<Void> delivered(UUID id, String proof) {
        return run(FINISH, Tuple.of(id, "delivered", proof));
    }

    /** Puts it on the replay list. */
    Uni<Void> failed(UUID id, String reason) {
        return run(FINISH, Tuple.of(id, "failed", reason));
    }

    Uni<Optional<DeliveryState>> find(UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(id)).map(DeliveryStore::state);
    }

    /** Deletes a bounded number of deliveries that arrived long ago; answers how many. */
    Uni<Integer> forgetDelivered(Duration age) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of((double) age.toSeconds()))
                .map(rows -> rows.rowCount());
    }

    private Uni<Void> run(String statement, Tuple arguments) {
        return pool.preparedQuery(statement).execute(arguments).replaceWithVoid();
    }

    private static Optional<DeliveryState> state(RowSet<Row> rows) {
        var found = rows.iterator();
        if (!found.hasNext()) {
            return Optional.empty();
        }
        Row row = found.next();
        UUID id = row.getUUID("delivery_id");
        String outcome = row.getString("outcome") == null ? "" : row.getString("outcome");
        return Optional.of(
                switch (row.getString("state")) {
                    case "delivered" -> new DeliveryState.Delivered(id, outcome);
                    case "failed" -> new DeliveryState.Failed(id, outcome);
                    default -> new DeliveryState.Pending(id, outcome);
                });
    }

    static Delivery delivery(Row row, long elapsedMs) {
        return new Delivery(
                row.getUUID("delivery_id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Destination.valueOf(row.getString("destination").toUpperCase(Locale.ROOT)),
                row.getString("filename"),
                row.getBuffer("payload").getBytes(),
                row.getShort("attempts"),
                elapsedMs);
    }
}
