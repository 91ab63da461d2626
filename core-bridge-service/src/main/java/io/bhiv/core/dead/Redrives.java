package io.bhiv.core.dead;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.DeliveryCounters;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters among deliveries. They are read through Panache; a redrive is one statement, because rate, order and lock come from the
 * database at once.
 */
@ApplicationScoped
public class Redrives {

    /**
     * A new set of attempts under the same id. Due one after the other, so the rate is capped without anything that waits. A failure whose
     * line is not in the file yet is kept for it.
     */
    private static final String REDRIVE = """
        WITH chosen AS (
            SELECT *, row_number() OVER (ORDER BY finished_at) AS place, outcome AS reason, finished_at AS ended
            FROM (SELECT * FROM core.delivery WHERE state = 'failed' AND destination = $1
                      AND ($4::timestamptz IS NULL OR finished_at <= $4)
                  ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS mine
        ), unlogged AS (
            INSERT INTO core.unlogged_failure (delivery_id, kind, attempts, outcome, finished_at, payload)
            SELECT delivery_id, kind, attempts, outcome, finished_at, payload FROM chosen WHERE NOT logged
        )
        UPDATE core.delivery d SET state = 'pending', attempts = 0, first_attempt_at = NULL, waited = '0', finished_at = NULL,
            replays = d.replays + 1, logged = true, due_at = now() + make_interval(secs => (place - 1) / $3::float8)
        FROM chosen WHERE d.delivery_id = chosen.delivery_id
        RETURNING d.delivery_id, d.kind, chosen.reason AS outcome, d.replays, chosen.ended AS finished_at
        """;

    private final DeadDeliveries dead;
    private final DeliveryCounters counters;
    private final Pool pool;

    Redrives(DeadDeliveries dead, DeliveryCounters counters, Pool pool) {
        this.dead = dead;
        this.counters = counters;
        this.pool = pool;
    }

    /**
     * The oldest of them.
     *
     * @param until failed at the latest then, inclusive; null for any time
     */
    @WithSession
    public Uni<List<DeadDelivery>> list(Destination destination, int limit, @Nullable Instant until) {
        return dead.oldest(destination, limit, until)
                .map(rows -> rows.stream().map(DeliveryRow::failed).toList());
    }

    /**
     * Makes the oldest pending again, {@code perSecond} of them a second; returns them.
     *
     * @param until failed at the latest then, inclusive; null for any time
     */
    public Uni<List<DeadDelivery>> redrive(
            Destination destination, int limit, double perSecond, @Nullable Instant until) {
        return pool.preparedQuery(REDRIVE)
                .execute(Tuple.of(
                        destination.wireName(),
                        limit,
                        perSecond,
                        until == null ? null : until.atOffset(ZoneOffset.UTC)))
                .map(Redrives::redriven)
                .invoke(again -> counters.of(destination).released(again.size()));
    }

    /** How many there are. */
    @WithSession
    public Uni<Long> count(Destination destination) {
        return dead.count(destination);
    }

    private static List<DeadDelivery> redriven(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new DeadDelivery(
                        row.getUUID("delivery_id"),
                        row.getString("kind"),
                        row.getString("outcome"),
                        row.getShort("replays"),
                        row.getOffsetDateTime("finished_at").toInstant()))
                .toList();
    }
}
