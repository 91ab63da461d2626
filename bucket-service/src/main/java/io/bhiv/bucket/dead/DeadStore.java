package io.bhiv.bucket.dead;

import io.bhiv.bucket.dead.DeadRows.Place;
import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists dead packets and redrives them: attempts start at 0, the epoch continues, reasons are kept. What is selected is read
 * through Panache; moving it back into the queue is one statement, because rows, places and count change together.
 */
@ApplicationScoped
public class DeadStore {

    private static final int SHOWN = 100;

    // The last reasons of earlier attempts stay; a packet redriven in a loop must not grow without limit.
    private static final String REDRIVE = """
            WITH chosen AS MATERIALIZED (
              SELECT seq FROM bucket.packet_dead WHERE seq = ANY ($1) ORDER BY seq FOR UPDATE SKIP LOCKED
            ), redriven AS (
              DELETE FROM bucket.packet_dead d USING chosen WHERE d.seq = chosen.seq
              RETURNING d.seq, d.received_at, d.subject, d.epoch,
                        d.reasons[greatest(1, cardinality(d.reasons) - 19):] AS reasons
            ), counted AS (
              INSERT INTO bucket.tally (dead) SELECT -count(*) FROM redriven HAVING count(*) > 0
            ), tallied AS (
              INSERT INTO bucket.event_tally_delta (minute, intake, dead)
              SELECT date_trunc('minute', received_at), 'prana', -count(*) FROM redriven GROUP BY 1
            )
            INSERT INTO bucket.packet_state (seq, received_at, subject, due_at, epoch, reasons, bytes)
            SELECT seq, received_at, subject, now(), epoch, reasons, coalesce((
              SELECT octet_length(p.body::text) FROM bucket.packet p
              WHERE p.received_at = r.received_at AND p.seq = r.seq OFFSET 0), 0)
            FROM redriven r
            """;

    private final DeadRows rows;
    private final Pool pool;
    private final IntakeCounters<Refusal, Reason.None> counters;

    DeadStore(DeadRows rows, Pool pool, IntakeCounters<Refusal, Reason.None> counters) {
        this.rows = rows;
        this.pool = pool;
        this.counters = counters;
    }

    /** The selected ones after a place in the listing, oldest first. */
    @WithSession
    public Uni<List<DeadPacket>> list(Selection selection, long after) {
        return rows.select(selection, after)
                .map(found -> found.stream().map(DeadRow::packet).toList());
    }

    /** What {@link #redrive} would act on now, of which the first are shown. */
    @WithSession
    public Uni<Preview> preview(Selection selection) {
        return rows.places(selection)
                .chain(places -> rows.select(selection.first(SHOWN), 0)
                        .map(shown -> new Preview(
                                places.size(),
                                places.stream()
                                        .map(Place::diedAt)
                                        .max(Comparator.naturalOrder())
                                        .orElse(null),
                                shown.stream().map(DeadRow::packet).toList())));
    }

    /** Puts the selected packets back into the queue, due at once; returns how many. */
    @WithSession
    public Uni<Integer> redrive(Selection selection) {
        return rows.places(selection)
                .map(found -> found.stream().map(Place::seq).toArray(Long[]::new))
                .chain(seqs -> pool.preparedQuery(REDRIVE).execute(Tuple.of((Object) seqs)))
                .map(RowSet::rowCount)
                .invoke(counters::released);
    }

    /**
     * A packet that used up its attempts.
     *
     * @param seq its place in the listing; continue after it
     * @param reasons why each attempt failed, oldest first
     */
    public record DeadPacket(
            long seq,
            String packetId,
            String subject,
            Instant receivedAt,
            Instant diedAt,
            int attempts,
            List<String> reasons) {

        public DeadPacket {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What a redrive would do.
     *
     * @param diedUntil when the last one of them died; null for none
     * @param first the first of them, 100 at most
     */
    public record Preview(int packets, @Nullable Instant diedUntil, List<DeadPacket> first) {

        public Preview {
            first = List.copyOf(first);
        }
    }

    /**
     * Which dead packets to list or redrive; a criterion that is not named does not restrict.
     *
     * @param packetIds these packets only; empty for any
     * @param userId packets of this user or employee only
     * @param reason packets one of whose reasons contains this text only
     * @param diedUntil packets that died at the latest then, inclusive
     * @param limit at most so many, oldest first
     */
    public record Selection(
            List<String> packetIds,
            @Nullable String userId,
            @Nullable String reason,
            @Nullable Instant diedUntil,
            int limit) {

        public Selection {
            packetIds = List.copyOf(packetIds);
        }

        private Selection first(int most) {
            return new Selection(packetIds, userId, reason, diedUntil, Math.min(limit, most));
        }
    }
}
