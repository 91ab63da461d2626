package io.bhiv.bucket.lease;

import io.bhiv.bucket.packet.PacketIds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Claims due packets: one statement and one round trip for a claim of any size.
 *
 * <p>Guarantee: at most one live lease per packet. A claim locks the rows it takes and skips those that others are
 * taking; a row is due only when its lease or pause is over by the database clock; every claim writes a new lease id and a
 * higher epoch, so a late report of the previous holder is recognised as stale.
 */
@ApplicationScoped
public class ClaimStore {

    private static final String DUE = """
            due AS MATERIALIZED (
              SELECT s.ctid AS place, s.seq, s.due_at, s.bytes FROM bucket.packet_state s
              WHERE s.due_at <= now() AND NOT s.last_try
              ORDER BY s.due_at, s.seq LIMIT $1 FOR UPDATE SKIP LOCKED
            )""";

    // A user's packet may be claimed when no older one of the same user is live. Of two claims at once, the later one
    // still sees the older packet and skips the user.
    //
    // Of what is due, the thousand that wait longest are looked at: one user's backlog must not be read whole at each
    // look.
    // Where more is due and places are left, the oldest packet of each user follows, one probe per user.
    private static final String DUE_PER_USER = """
            near AS MATERIALIZED (
              SELECT seq, subject FROM bucket.packet_state WHERE due_at <= now() AND NOT last_try
              ORDER BY due_at, seq LIMIT 1000
            ), near_due AS MATERIALIZED (
              SELECT s.ctid AS place, s.seq, s.due_at, s.bytes FROM bucket.packet_state s
              WHERE s.due_at <= now() AND NOT s.last_try AND s.seq = ANY (ARRAY(
                SELECT seq FROM near WHERE seq = (
                  SELECT seq FROM bucket.packet_state WHERE subject = near.subject ORDER BY seq LIMIT 1)))
              ORDER BY s.due_at, s.seq LIMIT $1 FOR UPDATE SKIP LOCKED
            ), oldest (subject, seq) AS (
              (SELECT subject, seq FROM bucket.packet_state
               WHERE (SELECT count(*) FROM near) = 1000 AND (SELECT count(*) FROM near_due) < $1
               ORDER BY subject, seq LIMIT 1)
              UNION ALL
              SELECT next.subject, next.seq FROM oldest o CROSS JOIN LATERAL (
                SELECT subject, seq FROM bucket.packet_state WHERE subject > o.subject
                ORDER BY subject, seq LIMIT 1) next
            ), far_due AS MATERIALIZED (
              SELECT s.ctid AS place, s.seq, s.due_at, s.bytes
              FROM oldest JOIN bucket.packet_state s ON s.seq = oldest.seq
              WHERE s.due_at <= now() AND NOT s.last_try LIMIT $1 FOR UPDATE OF s SKIP LOCKED
            ), due AS MATERIALIZED (
              SELECT DISTINCT ON (due_at, seq) * FROM (SELECT * FROM near_due UNION ALL SELECT * FROM far_due) found
              ORDER BY due_at, seq LIMIT $1
            )""";

    // OFFSET 0 makes the body a look-up by key per packet, independent of the statistics of the journal; a
    // plan made while it was empty must not read all of it later. The rows are locked, so their place on disk is stable
    // and spares a look-up by key. The first packet is always taken.
    private static final String CLAIM = """
            WITH RECURSIVE %s, chosen AS MATERIALIZED (
              SELECT place FROM (SELECT place, sum(bytes) OVER (ORDER BY due_at, seq) - bytes AS before FROM due) weighed
              WHERE before < $5::bigint
            ), leased AS (
              UPDATE bucket.packet_state s
              SET lease_id = $2, epoch = s.epoch + 1, attempts = s.attempts + 1, last_try = s.attempts + 1 >= $4,
                  due_at = now() + $3::float8 * interval '1 second',
                  reasons = CASE WHEN s.lease_id IS NULL THEN s.reasons
                            ELSE array_append(s.reasons, 'attempt ' || s.attempts || ': the lease ran out') END
              FROM chosen WHERE s.ctid = chosen.place
              RETURNING s.seq, s.received_at, s.due_at, s.attempts, s.epoch
            )
            SELECT p.packet_id, p.subject, p.body::text, l.received_at, l.due_at, l.attempts, l.epoch
            FROM leased l CROSS JOIN LATERAL (
              SELECT packet_id, subject, body FROM bucket.packet
              WHERE received_at = l.received_at AND seq = l.seq OFFSET 0) p
            ORDER BY l.seq
            """;

    static final String CLAIM_ANY = CLAIM.formatted(DUE);
    static final String CLAIM_IN_ORDER = CLAIM.formatted(DUE_PER_USER);

    private static final String PEEK = """
            SELECT p.packet_id, p.subject, p.body::text, s.received_at, s.due_at, s.attempts, s.epoch
            FROM (SELECT *, sum(bytes) OVER (ORDER BY due_at, seq) - bytes AS before
                  FROM (SELECT * FROM bucket.packet_state WHERE due_at <= now() AND NOT last_try
                        ORDER BY due_at, seq LIMIT $1) due) s
            CROSS JOIN LATERAL (
              SELECT packet_id, subject, body FROM bucket.packet
              WHERE received_at = s.received_at AND seq = s.seq OFFSET 0) p
            WHERE s.before < $2::bigint
            ORDER BY s.due_at, s.seq
            """;

    private static final String EXTEND = """
            UPDATE bucket.packet_state SET due_at = now() + $2::float8 * interval '1 second'
            WHERE lease_id = $1 AND due_at > now() RETURNING due_at
            """;

    private static final String HELD = """
            SELECT k.packet_id FROM bucket.packet_state s
            CROSS JOIN LATERAL (SELECT packet_id FROM bucket.packet
                                WHERE received_at = s.received_at AND seq = s.seq OFFSET 0) k
            WHERE s.lease_id = $1 AND s.due_at > now()
            """;

    private static final String DUE_COUNT =
            "SELECT count(*)::int FROM (SELECT 1 FROM bucket.packet_state WHERE due_at <= now() AND NOT last_try LIMIT $1) due";

    private final Pool pool;
    private final LeaseConfig config;
    private final PacketIds ids;

    ClaimStore(Pool pool, LeaseConfig config, PacketIds ids) {
        this.pool = pool;
        this.config = config;
        this.ids = ids;
    }

    /**
     * Leases up to the limit under a new lease id; empty if nothing is due.
     *
     * @param room comes to hold what was leased; without room nothing is
     */
    public Uni<Lease> claim(Lease.Request request, LeaseMemory.Room room) {
        return within(room, () -> claim(request), Lease::packets);
    }

    /** As much as one lease may take, until it is known what it took. */
    private <T> Uni<T> within(
            LeaseMemory.Room room, Supplier<Uni<T>> statement, Function<T, List<Lease.Packet>> packets) {
        return room.hold(2 * maxBytes())
                .chain(() -> room.reading(statement.get(), found -> Lease.held(packets.apply(found))));
    }

    /** The same for a caller that bounds how much of it is held. */
    public Uni<Lease> claim(Lease.Request request) {
        UUID leaseId = ids.unguessable();
        String statement = request.perUserOrder() ? CLAIM_IN_ORDER : CLAIM_ANY;
        return pool.preparedQuery(statement)
                .execute(Tuple.of(
                        request.limit(), leaseId, seconds(request.leaseTime()), config.maxAttempts(), maxBytes()))
                .map(rows -> new Lease(leaseId, until(rows), packets(rows, leaseId)));
    }

    /**
     * Returns what is due, oldest first, without claiming it.
     *
     * @param room comes to hold it
     */
    public Uni<List<Lease.Packet>> peek(int limit, LeaseMemory.Room room) {
        return within(room, () -> peek(limit), Function.identity());
    }

    private Uni<List<Lease.Packet>> peek(int limit) {
        return pool.preparedQuery(PEEK).execute(Tuple.of(limit, maxBytes())).map(rows -> packets(rows, null));
    }

    /** Moves the end of a live lease; empty if the lease is over or unknown. */
    public Uni<Optional<Lease.Extension>> extend(UUID leaseId, Duration leaseTime) {
        return pool.preparedQuery(EXTEND)
                .execute(Tuple.of(leaseId, seconds(leaseTime)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(new Lease.Extension(first(rows), rows.size())));
    }

    /** Ids of the packets under a live lease. */
    public Uni<List<String>> held(UUID leaseId) {
        return pool.preparedQuery(HELD).execute(Tuple.of(leaseId)).map(rows -> {
            List<String> ids = new ArrayList<>(rows.size());
            rows.forEach(row -> ids.add(row.getString(0)));
            return ids;
        });
    }

    /** How many packets are due, counted up to {@code limit}. */
    public Uni<Integer> due(int limit) {
        return pool.preparedQuery(DUE_COUNT)
                .execute(Tuple.of(limit))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private static @Nullable Instant until(RowSet<Row> rows) {
        return rows.size() == 0 ? null : instant(rows.iterator().next().getOffsetDateTime(4));
    }

    private static Instant first(RowSet<Row> rows) {
        return instant(rows.iterator().next().getOffsetDateTime(0));
    }

    private static List<Lease.Packet> packets(RowSet<Row> rows, @Nullable UUID leaseId) {
        List<Lease.Packet> packets = new ArrayList<>(rows.size());
        for (Row row : rows) {
            packets.add(new Lease.Packet(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    instant(row.getOffsetDateTime(3)),
                    leaseId,
                    leaseId == null ? null : instant(row.getOffsetDateTime(4)),
                    row.getInteger(5),
                    row.getInteger(6)));
        }
        return packets;
    }

    private long maxBytes() {
        return config.maxBytes().asLongValue();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Instant instant(OffsetDateTime time) {
        return time.toInstant();
    }
}
