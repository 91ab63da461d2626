package io.bhiv.bucket.journal;

import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets of one user, newest first, by keyset: the thousandth page costs what the first one does. */
@ApplicationScoped
public class UserPackets {

    private static final long PAGE_BYTES = 4L << 20;

    private static final String PAGE = """
            WITH candidate AS (
              SELECT received_at, seq, octet_length(body::text) AS bytes FROM bucket.packet
              WHERE subject = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3
            ), weighed AS (
              SELECT received_at, seq, count(*) OVER () AS found, row_number() OVER newest AS place,
                     sum(bytes) OVER newest AS bytes
              FROM candidate WINDOW newest AS (ORDER BY seq DESC)
            )
            SELECT seq, received_at, found, bytes FROM weighed WHERE place = 1 OR bytes <= $4 ORDER BY seq DESC
            """;

    private static final String READ = """
            SELECT p.packet_id, p.received_at, p.body::text, h.processed_at, h.actions::text,
                   CASE WHEN h.seq IS NOT NULL THEN 'processed'
                        WHEN d.seq IS NOT NULL THEN 'dead'
                        WHEN s.lease_id IS NOT NULL AND s.due_at > now() THEN 'leased'
                        WHEN s.seq IS NOT NULL THEN 'pending' ELSE 'expired' END
            FROM unnest($1::bigint[], $2::timestamptz[]) AS w (seq, received_at)
            CROSS JOIN LATERAL (
              SELECT * FROM bucket.packet WHERE received_at = w.received_at AND seq = w.seq OFFSET 0) p
            LEFT JOIN LATERAL (SELECT * FROM bucket.packet_state WHERE seq = p.seq OFFSET 0) s ON true
            LEFT JOIN LATERAL (SELECT * FROM bucket.packet_dead WHERE seq = p.seq OFFSET 0) d ON true
            LEFT JOIN LATERAL (
              SELECT * FROM bucket.packet_history
              WHERE seq = p.seq AND processed_at >= p.received_at - interval '1 day' LIMIT 1) h ON true
            ORDER BY p.seq DESC
            """;

    private final Pool pool;

    UserPackets(Pool pool) {
        this.pool = pool;
    }

    /**
     * A page before it is read: nobody needs to have room for its packets yet.
     *
     * @param bytes of the bodies, together
     * @param nextBefore continues after the page; null on the last one
     */
    public record Page(
            List<Place> packets, long bytes, @Nullable Long nextBefore) {}

    /** Where a packet lies. */
    public record Place(long seq, Instant receivedAt) {}

    /** A page ends at {@code limit} packets, or before their bodies exceed {@link #PAGE_BYTES}. */
    public Uni<Page> page(String userId, long before, int limit) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(userId, before, limit, PAGE_BYTES))
                .map(rows -> page(rows, limit));
    }

    private static Page page(RowSet<Row> rows, int limit) {
        List<Place> packets = new ArrayList<>(rows.size());
        long found = 0;
        long bytes = 0;
        for (Row row : rows) {
            packets.add(new Place(row.getLong(0), row.getOffsetDateTime(1).toInstant()));
            found = row.getLong(2);
            bytes = row.getLong(3);
        }
        boolean last = found < limit && packets.size() == found;
        return new Page(packets, bytes, last ? null : packets.getLast().seq());
    }

    /** The packets of a page, newest first. The caller has room for their bytes. */
    public Uni<List<UserPacket>> read(Page page) {
        return pool.preparedQuery(READ)
                .execute(new Columns<>(page.packets())
                        .longs(Place::seq)
                        .times(Place::receivedAt)
                        .tuple())
                .map(rows -> {
                    List<UserPacket> packets = new ArrayList<>(rows.size());
                    rows.forEach(row -> packets.add(packet(row)));
                    return packets;
                });
    }

    private static UserPacket packet(Row row) {
        var processedAt = row.getOffsetDateTime(3);
        return new UserPacket(
                row.getString(0),
                row.getOffsetDateTime(1).toInstant(),
                row.getString(2),
                row.getString(5),
                processedAt == null ? null : processedAt.toInstant(),
                row.getString(4));
    }

    /**
     * A packet of one user and what became of it.
     *
     * @param body the packet as it arrived
     * @param status pending, leased, processed, dead, or expired: it ended, and how is kept no longer
     * @param processedAt null unless processed
     * @param actions JSON array, null unless processed
     */
    public record UserPacket(
            String packetId,
            Instant receivedAt,
            String body,
            String status,
            @Nullable Instant processedAt,
            @Nullable String actions) {

        /** Without the body, which is what a person did. */
        @Override
        public String toString() {
            return "UserPacket[" + packetId + ", " + status + "]";
        }
    }
}
