package io.bhiv.biometric.operate;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The questions and the one order that an operator has for the journal. */
@ApplicationScoped
class OperatorView {

    private static final int SAMPLE = 20;

    private static final String DELIVERY = """
            SELECT d.event_id, d.provider, d.received_at, d.revision, d.late, length(d.body) AS body_bytes,
                   o.attempts, p.reason,
                   CASE WHEN o.event_id IS NOT NULL THEN 'outstanding' WHEN p.event_id IS NOT NULL THEN 'parked'
                        WHEN f.event_id IS NOT NULL THEN 'awaiting_fetch' ELSE 'published' END AS state
            FROM biometric.delivery_seen s
            JOIN biometric.delivery d ON d.received_at = s.received_at AND d.event_id = s.event_id
            LEFT JOIN biometric.outstanding o ON o.received_at = d.received_at AND o.event_id = d.event_id
            LEFT JOIN biometric.parked p ON p.event_id = d.event_id
            LEFT JOIN biometric.awaiting_fetch f ON f.event_id = d.event_id
            WHERE s.event_id = $1
            """;

    private static final String BACKLOG = """
            SELECT (SELECT count(*) FROM biometric.outstanding) AS outstanding,
                   (SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 FROM biometric.outstanding) AS oldest,
                   (SELECT count(*) FROM biometric.awaiting_fetch) AS awaiting_fetch
            """;

    private static final String PARKED = "SELECT reason, count(*) FROM biometric.parked GROUP BY reason";

    private static final String ONE = """
            SELECT d.event_id, d.received_at FROM biometric.delivery_seen s
            JOIN biometric.delivery d ON d.received_at = s.received_at AND d.event_id = s.event_id
            WHERE s.event_id = $1
            """;

    private static final String SPAN = """
            SELECT event_id, received_at FROM biometric.delivery
            WHERE received_at >= $1 AND received_at < $2 AND ($3::text IS NULL OR provider = $3)
            """;

    private final Pool pool;

    OperatorView(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<DeliveryState>> delivery(UUID eventId) {
        return pool.preparedQuery(DELIVERY)
                .execute(Tuple.of(eventId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(state(rows.iterator().next())));
    }

    Uni<BacklogState> backlog() {
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

    /** How many a replay concerns, and the first of them. */
    Uni<ReplayAnswer> preview(ReplayRequest request) {
        String chosen = request.isOneDelivery() ? ONE : SPAN;
        String statement = "WITH chosen AS (" + chosen + ") SELECT (SELECT count(*) FROM chosen) AS total, event_id"
                + " FROM chosen ORDER BY received_at LIMIT " + SAMPLE;
        return pool.preparedQuery(statement).execute(parameters(request)).map(rows -> {
            List<UUID> sample = new ArrayList<>();
            long total = 0;
            for (Row row : rows) {
                total = row.getLong("total");
                sample.add(row.getUUID("event_id"));
            }
            return new ReplayAnswer(true, total, sample);
        });
    }

    /** Makes them outstanding again; the sweeper takes them in order of receipt. A parked delivery is no longer parked. */
    Uni<Integer> replay(ReplayRequest request) {
        String chosen = request.isOneDelivery() ? ONE : SPAN;
        String statement = "WITH chosen AS (" + chosen + "),"
                + " freed AS (DELETE FROM biometric.parked p USING chosen c WHERE p.event_id = c.event_id),"
                + " fetched AS (DELETE FROM biometric.awaiting_fetch f USING chosen c WHERE f.event_id = c.event_id)"
                + " INSERT INTO biometric.outstanding (received_at, event_id, claimed_until)"
                + " SELECT received_at, event_id, now() FROM chosen ON CONFLICT (received_at, event_id) DO NOTHING";
        return pool.preparedQuery(statement).execute(parameters(request)).map(RowSet::rowCount);
    }

    private static Tuple parameters(ReplayRequest request) {
        if (request.eventId() != null) {
            return Tuple.of(request.eventId());
        }
        return Tuple.of(
                time(request.from()),
                time(request.to()),
                request.provider() == null ? null : request.provider().wireName());
    }

    private static OffsetDateTime time(java.time.@org.jspecify.annotations.Nullable Instant instant) {
        if (instant == null) {
            throw new IllegalStateException("a span was checked to have both ends");
        }
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Map<String, Long> byReason(RowSet<Row> rows) {
        Map<String, Long> parked = new TreeMap<>();
        rows.forEach(row -> parked.put(row.getString(0), row.getLong(1)));
        return parked;
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
                row.getInteger("attempts"));
    }
}
