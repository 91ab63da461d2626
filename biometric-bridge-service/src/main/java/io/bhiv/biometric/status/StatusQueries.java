package io.bhiv.biometric.status;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Where one delivery stands, and how large the backlog is. */
@ApplicationScoped
public class StatusQueries {

    /** Parameters: event id, its first half, by which it is found. */
    private static final String DELIVERY = """
            SELECT d.event_id, d.provider, d.received_at, d.revision, d.late, length(d.body) AS body_bytes,
                   o.attempts, coalesce(p.reason, x.rule) AS reason, x.rules, x.records,
                   CASE WHEN o.event_id IS NOT NULL THEN 'outstanding' WHEN p.discarded_at IS NOT NULL THEN 'discarded'
                        WHEN p.event_id IS NOT NULL THEN 'parked'
                        WHEN f.event_id IS NOT NULL THEN 'awaiting_fetch'
                        WHEN x.rule IS NOT NULL THEN 'dropped' ELSE 'published' END AS state
            FROM (
              SELECT event_id, received_at FROM biometric.delivery_key WHERE event_id = $1 AND identity = $2
              UNION ALL
              SELECT event_id, received_at FROM biometric.delivery_seen WHERE event_id = $1) s
            JOIN biometric.delivery d ON d.received_at = s.received_at AND d.event_id = s.event_id
            LEFT JOIN biometric.outstanding o ON o.received_at = d.received_at AND o.event_id = d.event_id
            LEFT JOIN biometric.parked p ON p.event_id = d.event_id
            LEFT JOIN biometric.awaiting_fetch f ON f.event_id = d.event_id
            LEFT JOIN LATERAL (
              SELECT max(rule) FILTER (WHERE whole) AS rule, array_agg(rule) FILTER (WHERE NOT whole) AS rules,
                     array_agg(records) FILTER (WHERE NOT whole) AS records
              FROM biometric.dropped WHERE received_at = d.received_at AND event_id = d.event_id) x ON true
            """;

    private static final String BACKLOG = """
            SELECT (SELECT count(*) FROM biometric.outstanding) AS outstanding,
                   (SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 FROM biometric.outstanding) AS oldest,
                   (SELECT count(*) FROM biometric.awaiting_fetch) AS awaiting_fetch
            """;

    private static final String PARKED =
            "SELECT reason, count(*) FROM biometric.parked WHERE discarded_at IS NULL GROUP BY reason";

    /** Rows without a provider are of replicas of an earlier version; they are gone with those. */
    private static final String WAITING = """
            SELECT provider, 'publish' AS waits_for, extract(epoch FROM now() - min(received_at))::float8 AS oldest
            FROM biometric.outstanding WHERE provider IS NOT NULL GROUP BY provider
            UNION ALL
            SELECT provider, 'fetch', extract(epoch FROM now() - min(received_at))::float8
            FROM biometric.awaiting_fetch GROUP BY provider
            """;

    private static final String DEAD =
            "SELECT reason, count(*) FROM biometric.parked WHERE discarded_at IS NOT NULL GROUP BY reason";

    /**
     * What waits longest of a provider.
     *
     * @param waitsFor {@code publish} or {@code fetch}: for the object that it names
     */
    record Waiting(String provider, String waitsFor, double oldestSeconds) {}

    private final Pool pool;

    StatusQueries(Pool pool) {
        this.pool = pool;
    }

    public Uni<Optional<DeliveryState>> delivery(UUID eventId) {
        return pool.preparedQuery(DELIVERY)
                .execute(Tuple.of(eventId, eventId.getMostSignificantBits()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(state(rows.iterator().next())));
    }

    public Uni<BacklogState> backlog() {
        return pool.query(BACKLOG).execute().map(RowSet::iterator).chain(rows -> {
            Row row = rows.next();
            return pool.query(PARKED)
                    .execute()
                    .map(parked -> new BacklogState(
                            row.getLong("outstanding"),
                            row.getDouble("oldest"),
                            row.getLong("awaiting_fetch"),
                            byReason(parked)));
        });
    }

    /** What waits longest, by provider; nothing of one of which nothing waits. */
    Uni<List<Waiting>> waiting() {
        return pool.query(WAITING)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Waiting(row.getString(0), row.getString(1), Math.max(0, row.getDouble(2))))
                        .toList());
    }

    /** Deliveries that an operator gave up, by the reason for which they were parked. */
    Uni<Map<String, Long>> dead() {
        return pool.query(DEAD).execute().map(StatusQueries::byReason);
    }

    private static Map<String, Long> byReason(RowSet<Row> rows) {
        Map<String, Long> parked = new TreeMap<>();
        rows.forEach(row -> parked.put(row.getString(0), row.getLong(1)));
        return parked;
    }

    private static @Nullable Map<String, Long> dropped(String @Nullable [] rules, Long @Nullable [] records) {
        if (rules == null || records == null) {
            return null;
        }
        Map<String, Long> dropped = new TreeMap<>();
        for (int at = 0; at < rules.length; at++) {
            dropped.put(rules[at], records[at]);
        }
        return dropped;
    }

    private static DeliveryState state(Row row) {
        return new DeliveryState(
                row.getUUID("event_id"),
                row.getString("provider"),
                row.getOffsetDateTime("received_at").toInstant(),
                row.getInteger("revision"),
                row.getBoolean("late"),
                row.getInteger("body_bytes"),
                row.getString("state"),
                row.getString("reason"),
                dropped(row.getArrayOfStrings("rules"), row.getArrayOfLongs("records")),
                row.getInteger("attempts"));
    }
}
