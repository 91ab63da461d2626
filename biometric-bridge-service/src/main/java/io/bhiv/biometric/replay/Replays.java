package io.bhiv.biometric.replay;

import io.bhiv.biometric.status.IntakeCounts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes deliveries outstanding again, so that the relay takes them through the second half once more under their own ids. */
@ApplicationScoped
public class Replays {

    private static final int SAMPLE = 20;

    /** Parameters: event id, its first half, by which it is found. */
    private static final String ONE = """
            SELECT d.event_id, d.received_at, d.provider FROM (
              SELECT event_id, received_at FROM biometric.delivery_key WHERE event_id = $1 AND identity = $2
              UNION ALL
              SELECT event_id, received_at FROM biometric.delivery_seen WHERE event_id = $1) s
            JOIN biometric.delivery d ON d.received_at = s.received_at AND d.event_id = s.event_id
            """;

    private static final String SPAN = """
            SELECT d.event_id, d.received_at, d.provider FROM biometric.delivery d
            WHERE d.received_at >= $1 AND d.received_at < $2 AND ($3::text IS NULL OR d.provider = $3)
              AND ($4::text IS NULL OR EXISTS (
                SELECT FROM biometric.dropped x
                WHERE x.received_at = d.received_at AND x.event_id = d.event_id AND x.rule = $4))
            """;

    /** Takes each back from what had become of it. */
    private static final String TALLY = """
            before AS (
              SELECT q.received_at, q.provider,
                     CASE WHEN p.event_id IS NOT NULL THEN CASE WHEN p.discarded_at IS NULL THEN 'parked' ELSE 'dead' END
                          WHEN f.event_id IS NOT NULL THEN 'pending'
                          WHEN x.event_id IS NOT NULL THEN 'dropped' ELSE 'published' END AS state
              FROM queued q LEFT JOIN freed p USING (event_id) LEFT JOIN fetched f USING (event_id)
              LEFT JOIN (SELECT DISTINCT event_id FROM undropped WHERE whole) x USING (event_id)
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, published, parked, dead, dropped)
              SELECT date_trunc('minute', received_at), provider, -count(*) FILTER (WHERE state = 'published'),
                     -count(*) FILTER (WHERE state = 'parked'), -count(*) FILTER (WHERE state = 'dead'),
                     -count(*) FILTER (WHERE state = 'dropped')
              FROM before GROUP BY 1, 2
            )
            """;

    private final Pool pool;
    private final IntakeCounts counts;

    Replays(Pool pool, IntakeCounts counts) {
        this.pool = pool;
        this.counts = counts;
    }

    /** How many a replay concerns, and the first of them. */
    public Uni<ReplayAnswer> preview(ReplayRequest request) {
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
    public Uni<Integer> replay(ReplayRequest request) {
        String chosen = request.isOneDelivery() ? ONE : SPAN;
        String statement = "WITH chosen AS (" + chosen + "),"
                + " freed AS (DELETE FROM biometric.parked p USING chosen c WHERE p.event_id = c.event_id"
                + " RETURNING p.event_id, p.discarded_at),"
                + " fetched AS (DELETE FROM biometric.awaiting_fetch f USING chosen c WHERE f.event_id = c.event_id RETURNING f.event_id),"
                + " undropped AS (DELETE FROM biometric.dropped x USING chosen c"
                + " WHERE x.received_at = c.received_at AND x.event_id = c.event_id RETURNING x.event_id, x.whole),"
                + " queued AS (INSERT INTO biometric.outstanding (received_at, event_id, provider, claimed_until)"
                + " SELECT received_at, event_id, provider, now() FROM chosen ON CONFLICT (received_at, event_id) DO NOTHING"
                + " RETURNING event_id, received_at, provider), "
                + TALLY
                + " SELECT c.provider, count(*) AS released FROM queued JOIN chosen c USING (event_id) GROUP BY c.provider";
        return pool.preparedQuery(statement).execute(parameters(request)).map(this::released);
    }

    private int released(RowSet<Row> rows) {
        int all = 0;
        for (Row row : rows) {
            long released = row.getLong("released");
            counts.of(row.getString("provider")).released(released);
            all += (int) released;
        }
        return all;
    }

    private static Tuple parameters(ReplayRequest request) {
        UUID one = request.eventId();
        if (one != null) {
            return Tuple.of(one, one.getMostSignificantBits());
        }
        return Tuple.of(
                time(request.from()),
                time(request.to()),
                request.provider() == null ? null : request.provider().wireName(),
                request.dropped() == null ? null : request.dropped().wireName());
    }

    private static OffsetDateTime time(@Nullable Instant instant) {
        if (instant == null) {
            throw new IllegalStateException("a span was checked to have both ends");
        }
        return instant.atOffset(ZoneOffset.UTC);
    }
}
