package io.bhiv.biometric.status;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Query;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Where one delivery stands, and how large the backlog is. */
@ApplicationScoped
public class StatusQueries {

    /** Parameters: event id, its first half, by which it is found. */
    private static final String DELIVERY = """
            SELECT d.event_id, d.provider, d.received_at, d.revision, d.late, length(d.body) AS body_bytes,
                   o.attempts, coalesce(p.reason, x.rule) AS reason, x.rules, x.records, d.channel, d.secret,
                   o.claimed_until, p.parked_at, p.discarded_at, t.object_type, t.due_at, t.attempts AS object_attempts,
                   t.reason AS object_reason,
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
            LEFT JOIN biometric.fetch_task t ON t.connection_id = f.connection_id AND t.object_type = f.resource
                                            AND t.object_id = f.object_id
            LEFT JOIN LATERAL (
              SELECT max(rule) FILTER (WHERE whole) AS rule, array_agg(rule) FILTER (WHERE NOT whole) AS rules,
                     array_agg(records) FILTER (WHERE NOT whole) AS records
              FROM biometric.dropped WHERE received_at = d.received_at AND event_id = d.event_id) x ON true
            """;

    /** One look at each table. They are three statements, not one: a table that is locked, or too large, must not hide the others. */
    private static final String OUTSTANDING = open("outstanding");

    private static final String AWAITING_FETCH = open("awaiting_fetch");

    /** Where the delivery is gone, its provider may be unknown: that must not hide it. */
    private static final String SET_ASIDE = """
            SELECT discarded_at IS NOT NULL, coalesce(nullif(provider, ''), 'unknown'), reason, count(*)
            FROM biometric.parked GROUP BY 1, 2, 3
            """;

    /**
     * What waits in one table, of one provider.
     *
     * @param provider null on rows of replicas of an earlier version; they are gone with those
     */
    record Open(@Nullable String provider, long deliveries, double oldestSeconds) {

        static long total(List<Open> all) {
            return all.stream().mapToLong(Open::deliveries).sum();
        }

        /** 0 where nothing waits. */
        static double oldest(List<Open> all) {
            return all.stream().mapToDouble(Open::oldestSeconds).max().orElse(0);
        }
    }

    /**
     * Deliveries of a provider that were parked for one reason.
     *
     * @param dead an operator gave them up
     * @param provider {@code unknown} where it is not known any more
     */
    record SetAside(boolean dead, String provider, String reason, long deliveries) {

        /** Those that wait, by reason. */
        static Map<String, Long> parked(List<SetAside> all) {
            return all.stream()
                    .filter(one -> !one.dead())
                    .collect(Collectors.groupingBy(
                            SetAside::reason, TreeMap::new, Collectors.summingLong(SetAside::deliveries)));
        }
    }

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
        return Uni.combine()
                .all()
                .unis(outstanding(), awaitingFetch(), setAside())
                .with((outstanding, awaiting, aside) -> new BacklogState(
                        Open.total(outstanding),
                        Open.oldest(outstanding),
                        Open.total(awaiting),
                        SetAside.parked(aside)));
    }

    /** Deliveries that are not yet published, by provider; nothing of one of which nothing waits. */
    Uni<List<Open>> outstanding() {
        return open(pool.query(OUTSTANDING));
    }

    /** Notices whose object is not fetched yet, in the same way. */
    Uni<List<Open>> awaitingFetch() {
        return open(pool.query(AWAITING_FETCH));
    }

    /** What is parked or given up, by provider and by the reason for which it was parked. */
    Uni<List<SetAside>> setAside() {
        return pool.query(SET_ASIDE)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new SetAside(row.getBoolean(0), row.getString(1), row.getString(2), row.getLong(3)))
                        .toList());
    }

    private static Uni<List<Open>> open(Query<RowSet<Row>> query) {
        return query.execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Open(row.getString(0), row.getLong(1), Math.max(0, row.getDouble(2))))
                        .toList());
    }

    private static String open(String table) {
        return """
                SELECT provider, count(*), extract(epoch FROM now() - min(received_at))::float8
                FROM biometric.%s GROUP BY provider
                """.formatted(table);
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
                row.getInteger("attempts"),
                row.getString("channel"),
                secret(row.getInteger("secret")),
                time(row, "claimed_until"),
                time(row, "parked_at"),
                time(row, "discarded_at"),
                object(row),
                null);
    }

    private static DeliveryState.@Nullable ObjectState object(Row row) {
        Instant due = time(row, "due_at");
        return due == null
                ? null
                : new DeliveryState.ObjectState(
                        row.getString("object_type"),
                        due,
                        row.getInteger("object_attempts"),
                        row.getString("object_reason"));
    }

    /** People count from one. */
    private static @Nullable Integer secret(@Nullable Integer index) {
        return index == null ? null : index + 1;
    }

    private static @Nullable Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
