package io.bhiv.core.dead;

import io.bhiv.core.deliver.Delivery.Destination;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The replay list of deliveries. It is read through Panache; a replay is one statement, because rate, order and lock come from the
 * database at once.
 */
@ApplicationScoped
public class Replays {

    /** A new set of attempts under the same id. Due one after the other, so the rate is capped without anything that waits. */
    private static final String REPLAY = """
        WITH chosen AS (
            SELECT delivery_id, row_number() OVER (ORDER BY finished_at) AS place, outcome AS reason, finished_at AS ended
            FROM (SELECT * FROM core.delivery WHERE state = 'failed' AND destination = $1
                  ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS mine
        )
        UPDATE core.delivery d SET state = 'pending', attempts = 0, first_attempt_at = NULL, finished_at = NULL,
            replays = d.replays + 1, logged = true, due_at = now() + make_interval(secs => (place - 1) / $3::float8)
        FROM chosen WHERE d.delivery_id = chosen.delivery_id
        RETURNING d.delivery_id, d.kind, chosen.reason AS outcome, d.replays, chosen.ended AS finished_at
        """;

    private final FailedDeliveries failed;
    private final Pool pool;

    Replays(FailedDeliveries failed, Pool pool) {
        this.failed = failed;
        this.pool = pool;
    }

    /** The oldest of them. */
    @WithSession
    public Uni<List<FailedDelivery>> list(Destination destination, int limit) {
        return failed.oldest(destination, limit)
                .map(rows -> rows.stream().map(DeliveryRow::failed).toList());
    }

    /** Makes the oldest pending again, {@code perSecond} of them a second; returns them. */
    public Uni<List<FailedDelivery>> replay(Destination destination, int limit, double perSecond) {
        return pool.preparedQuery(REPLAY)
                .execute(Tuple.of(destination.wireName(), limit, perSecond))
                .map(Replays::replayed);
    }

    /** How many are on the list. */
    @WithSession
    public Uni<Long> count(Destination destination) {
        return failed.count(destination);
    }

    private static List<FailedDelivery> replayed(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new FailedDelivery(
                        row.getUUID("delivery_id"),
                        row.getString("kind"),
                        row.getString("outcome"),
                        row.getShort("replays"),
                        row.getOffsetDateTime("finished_at").toInstant()))
                .toList();
    }
}
