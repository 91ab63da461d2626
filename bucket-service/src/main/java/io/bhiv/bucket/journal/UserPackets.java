package io.bhiv.bucket.journal;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Packets of one user, newest first, by keyset: the thousandth page costs what the first one does. */
@ApplicationScoped
public class UserPackets {

    private static final String OF_USER = """
            SELECT p.seq, p.packet_id, p.received_at, p.body::text, h.processed_at, h.actions::text,
                   CASE WHEN h.seq IS NOT NULL THEN 'processed'
                        WHEN d.seq IS NOT NULL THEN 'dead'
                        WHEN s.lease_id IS NOT NULL AND s.due_at > now() THEN 'leased'
                        ELSE 'pending' END
            FROM (SELECT * FROM bucket.packet WHERE subject = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3) p
            LEFT JOIN LATERAL (SELECT * FROM bucket.packet_state WHERE seq = p.seq OFFSET 0) s ON true
            LEFT JOIN LATERAL (SELECT * FROM bucket.packet_dead WHERE seq = p.seq OFFSET 0) d ON true
            LEFT JOIN LATERAL (
              SELECT * FROM bucket.packet_history
              WHERE seq = p.seq AND processed_at >= p.received_at LIMIT 1) h ON true
            ORDER BY p.seq DESC
            """;

    private final Pool pool;

    UserPackets(Pool pool) {
        this.pool = pool;
    }

    /** Up to {@code limit} packets before {@code before}. */
    public Uni<List<UserPacket>> list(String userId, long before, int limit) {
        return pool.preparedQuery(OF_USER)
                .execute(Tuple.of(userId, before, limit))
                .map(rows -> {
                    List<UserPacket> packets = new ArrayList<>(rows.size());
                    rows.forEach(row -> packets.add(packet(row)));
                    return packets;
                });
    }

    private static UserPacket packet(Row row) {
        var processedAt = row.getOffsetDateTime(4);
        return new UserPacket(
                row.getLong(0),
                row.getString(1),
                row.getOffsetDateTime(2).toInstant(),
                row.getString(3),
                row.getString(6),
                processedAt == null ? null : processedAt.toInstant(),
                row.getString(5));
    }
}
