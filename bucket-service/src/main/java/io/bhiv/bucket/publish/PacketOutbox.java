package io.bhiv.bucket.publish;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The batches that Kafka has not acknowledged, one row each; only the replica that holds the claim reads them. */
@ApplicationScoped
class PacketOutbox {

    private static final int BATCHES = 64;

    /** Batches are read until they have this many bytes; the last one, at most a group commit, may exceed it. */
    private static final int BYTES = 4 << 20;

    // The claim is renewed only when it is about to expire: an idle relay must not write every second.
    private static final String OLDEST = """
            WITH held AS (
              SELECT 1 FROM bucket.relay_claim
              WHERE name = 'prana-packets' AND holder = $1 AND until > now() + interval '5 seconds'
            ), taken AS (
              INSERT INTO bucket.relay_claim AS c (name, holder, until)
              SELECT 'prana-packets', $1, now() + interval '15 seconds' WHERE NOT EXISTS (SELECT 1 FROM held)
              ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
              WHERE c.holder = excluded.holder OR c.until < now()
              RETURNING 1
            ), head AS MATERIALIZED (
              SELECT batch, received_at, seqs, bytes FROM bucket.packet_outbox
              WHERE EXISTS (SELECT 1 FROM held) OR EXISTS (SELECT 1 FROM taken)
              ORDER BY batch LIMIT $2
            ), oldest AS MATERIALIZED (
              SELECT batch, received_at, seqs
              FROM (SELECT *, sum(bytes) OVER (ORDER BY batch) - bytes AS in_hand FROM head) counted
              WHERE in_hand < $3::bigint
            )
            SELECT o.batch, p.packet_id, p.subject, p.received_at, p.body::text
            FROM oldest o CROSS JOIN LATERAL unnest(o.seqs) WITH ORDINALITY AS u (seq, n)
            LEFT JOIN LATERAL (
              SELECT packet_id, subject, received_at, body FROM bucket.packet
              WHERE received_at = o.received_at AND seq = u.seq OFFSET 0) p ON true
            ORDER BY o.batch, u.n
            """;

    private static final String RELEASE =
            "UPDATE bucket.relay_claim SET until = now() WHERE name = 'prana-packets' AND holder = $1 AND until > now()";

    private static final String DELETE = "DELETE FROM bucket.packet_outbox WHERE batch = ANY ($1)";

    private final Pool pool;
    private final UUID holder = UUID.randomUUID();

    PacketOutbox(Pool pool) {
        this.pool = pool;
    }

    /** Some batches and their packets; a packet whose day was dropped meanwhile is left out. */
    record Backlog(Set<Long> batches, List<OutgoingPacket> packets) {

        boolean isEmpty() {
            return batches.isEmpty();
        }
    }

    /** A packet to be published. */
    record OutgoingPacket(String packetId, String subject, Instant receivedAt, String body) {

        @Override
        public String toString() {
            return "OutgoingPacket[" + packetId + "]";
        }
    }

    Uni<Backlog> oldest() {
        return pool.preparedQuery(OLDEST)
                .execute(Tuple.of(holder, BATCHES, BYTES))
                .map(PacketOutbox::backlog);
    }

    Uni<Void> delete(Set<Long> batches) {
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of((Object) batches.toArray(Long[]::new)))
                .replaceWithVoid();
    }

    /** Ends the claim, if it is this replica's. */
    Uni<Void> release() {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(holder)).replaceWithVoid();
    }

    private static Backlog backlog(RowSet<Row> rows) {
        Set<Long> batches = new LinkedHashSet<>();
        List<OutgoingPacket> packets = new ArrayList<>(rows.size());
        for (Row row : rows) {
            batches.add(row.getLong(0));
            String id = row.getString(1);
            if (id != null) {
                packets.add(new OutgoingPacket(
                        id, row.getString(2), row.getOffsetDateTime(3).toInstant(), row.getString(4)));
            }
        }
        return new Backlog(batches, packets);
    }
}
