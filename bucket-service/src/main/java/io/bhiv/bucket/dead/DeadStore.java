package io.bhiv.bucket.dead;

import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Lists dead packets and redrives them: attempts start at 0, the epoch continues, reasons are kept. */
@ApplicationScoped
public class DeadStore {

    private static final String NAMED = """
            CROSS JOIN LATERAL (SELECT packet_id FROM bucket.packet
                                WHERE received_at = d.received_at AND seq = d.seq OFFSET 0) p
            """;

    private static final String LIST = """
            SELECT d.seq, p.packet_id, d.subject, d.received_at, d.died_at, d.attempts, d.reasons
            FROM (SELECT * FROM bucket.packet_dead WHERE seq > $1 ORDER BY seq LIMIT $2) d
            %s ORDER BY d.seq
            """.formatted(NAMED);

    private static final String CHOSEN = """
            SELECT seq FROM bucket.packet_dead
            WHERE (cardinality($1::text[]) = 0
                   OR seq IN (SELECT seq FROM bucket.packet_key WHERE packet_id = ANY ($1::text[])))
              AND ($2::text IS NULL OR subject = $2)
              AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM unnest(reasons) r WHERE strpos(r, $3) > 0))
            ORDER BY seq LIMIT $4
            """;

    private static final String PREVIEW = """
            SELECT d.seq, p.packet_id, d.subject, d.received_at, d.died_at, d.attempts, d.reasons
            FROM (SELECT * FROM bucket.packet_dead WHERE seq IN (%s)) d
            %s ORDER BY d.seq
            """.formatted(CHOSEN, NAMED);

    // The last reasons of earlier attempts stay; a packet redriven in a loop must not grow without limit.
    private static final String REDRIVE = """
            WITH chosen AS MATERIALIZED (%s FOR UPDATE SKIP LOCKED), redriven AS (
              DELETE FROM bucket.packet_dead d USING chosen WHERE d.seq = chosen.seq
              RETURNING d.seq, d.received_at, d.subject, d.epoch,
                        d.reasons[greatest(1, cardinality(d.reasons) - 19):] AS reasons
            ), counted AS (
              INSERT INTO bucket.tally (dead) SELECT -count(*) FROM redriven HAVING count(*) > 0
            )
            INSERT INTO bucket.packet_state (seq, received_at, subject, due_at, epoch, reasons, bytes)
            SELECT seq, received_at, subject, now(), epoch, reasons, coalesce((
              SELECT octet_length(p.body::text) FROM bucket.packet p
              WHERE p.received_at = r.received_at AND p.seq = r.seq OFFSET 0), 0)
            FROM redriven r
            """.formatted(CHOSEN);

    private final Pool pool;
    private final IntakeCounters<Refusal, Reason.None> counters;

    DeadStore(Pool pool, IntakeCounters<Refusal, Reason.None> counters) {
        this.pool = pool;
        this.counters = counters;
    }

    /** Oldest first, those after {@code after}. */
    public Uni<List<DeadPacket>> list(long after, int limit) {
        return pool.preparedQuery(LIST).execute(Tuple.of(after, limit)).map(DeadStore::packets);
    }

    /** What {@link #redrive} would select now. */
    public Uni<List<DeadPacket>> preview(Selection selection) {
        return pool.preparedQuery(PREVIEW).execute(parameters(selection)).map(DeadStore::packets);
    }

    /** Puts the selected packets back into the queue, due at once; returns how many. */
    public Uni<Integer> redrive(Selection selection) {
        return pool.preparedQuery(REDRIVE)
                .execute(parameters(selection))
                .map(RowSet::rowCount)
                .invoke(counters::released);
    }

    private static Tuple parameters(Selection selection) {
        return Tuple.of(
                selection.packetIds().toArray(String[]::new),
                selection.userId(),
                selection.reason(),
                selection.limit());
    }

    private static List<DeadPacket> packets(RowSet<Row> rows) {
        List<DeadPacket> packets = new ArrayList<>(rows.size());
        for (Row row : rows) {
            packets.add(new DeadPacket(
                    row.getLong(0),
                    row.getString(1),
                    row.getString(2),
                    row.getOffsetDateTime(3).toInstant(),
                    row.getOffsetDateTime(4).toInstant(),
                    row.getInteger(5),
                    List.of(row.getArrayOfStrings(6))));
        }
        return packets;
    }
}
