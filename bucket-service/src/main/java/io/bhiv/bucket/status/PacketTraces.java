package io.bhiv.bucket.status;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds one packet in the tables it passes; a few index look-ups, and what Kafka has not acknowledged. */
@ApplicationScoped
public class PacketTraces {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    // A packet is in one of the three places until its day is dropped. Keys are kept longer than days.
    private static final String TRACE = """
            WITH known AS MATERIALIZED (
              SELECT seq, received_at FROM (
                SELECT seq, received_at FROM bucket.packet_key_now WHERE packet_id = $1
                UNION ALL SELECT seq, received_at FROM bucket.packet_key_before WHERE packet_id = $1
                UNION ALL SELECT seq, received_at FROM ONLY bucket.packet_key WHERE packet_id = $1) keys LIMIT 1
            )
            SELECT k.received_at,
                   CASE WHEN s.lease_id IS NOT NULL AND s.due_at > now() THEN 'leased'
                        WHEN s.seq IS NOT NULL THEN 'pending'
                        WHEN d.seq IS NOT NULL THEN 'dead'
                        WHEN h.seq IS NOT NULL THEN 'processed' ELSE 'expired' END AS state,
                   NOT EXISTS (SELECT 1 FROM bucket.packet_outbox o
                               WHERE o.received_at = k.received_at AND k.seq = ANY (o.seqs)) AS published,
                   coalesce(s.attempts, d.attempts, h.attempts) AS attempts, coalesce(s.epoch, d.epoch, h.epoch) AS leases,
                   s.due_at, h.processed_at, d.died_at, coalesce(s.reasons, d.reasons) AS reasons
            FROM known k
            LEFT JOIN LATERAL (SELECT * FROM bucket.packet_state WHERE seq = k.seq OFFSET 0) s ON true
            LEFT JOIN LATERAL (SELECT * FROM bucket.packet_dead WHERE seq = k.seq OFFSET 0) d ON true
            LEFT JOIN LATERAL (
              SELECT * FROM bucket.packet_history
              WHERE seq = k.seq AND processed_at >= k.received_at - interval '1 day' LIMIT 1) h ON true
            """;

    private final Pool pool;

    PacketTraces(Pool pool) {
        this.pool = pool;
    }

    /** Empty where no such packet is known. */
    public Uni<Optional<PacketTrace>> of(String packetId) {
        return pool.preparedQuery(TRACE)
                .execute(Tuple.of(packetId))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> {
                    var found = rows.iterator();
                    return found.hasNext() ? Optional.of(trace(packetId, found.next())) : Optional.empty();
                });
    }

    private static PacketTrace trace(String packetId, Row row) {
        String state = row.getString("state");
        Instant due = instant(row.getOffsetDateTime("due_at"));
        String[] reasons = row.getArrayOfStrings("reasons");
        return new PacketTrace(
                packetId,
                state,
                row.getOffsetDateTime("received_at").toInstant(),
                state.equals("expired") ? null : row.getBoolean("published"),
                row.getInteger("attempts"),
                row.getInteger("leases"),
                state.equals("pending") ? due : null,
                state.equals("leased") ? due : null,
                instant(row.getOffsetDateTime("processed_at")),
                instant(row.getOffsetDateTime("died_at")),
                reasons == null ? null : List.of(reasons));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
