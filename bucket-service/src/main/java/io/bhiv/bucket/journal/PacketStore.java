package io.bhiv.bucket.journal;

import io.bhiv.bucket.journal.PacketJournal.Stored;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.store.StoreFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores many packets with one statement and one fsync: the packet, its key, its place in the queue, its place in the
 * outbox and its count are committed together or not at all.
 */
@ApplicationScoped
class PacketStore {

    // Keys are inserted in order, so that two batches with the same ids cannot deadlock; of the same id twice in one
    // batch, the first counts. An id that a client chose may be known from before the last rotation of keys, or from a
    // replica of an earlier version, which writes packet_key itself. "IS TRUE" keeps the
    // planner from turning the look-up into a join, which it would plan
    // badly: it cannot know how long the arrays are.
    private static final String INSERT = """
            WITH item AS MATERIALIZED (
              SELECT i.n, i.packet_id, i.subject, i.body, i.digest, nextval('bucket.packet_seq') AS seq
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
                   WITH ORDINALITY AS i (packet_id, subject, body, digest, n)
            ), fresh AS (
              INSERT INTO bucket.packet_key_now (packet_id, seq, received_at, digest)
              SELECT packet_id, seq, now(), digest FROM item
              WHERE CASE WHEN digest IS NULL THEN true ELSE
                NOT EXISTS (SELECT 1 FROM bucket.packet_key_before k WHERE k.packet_id = item.packet_id)
                AND NOT EXISTS (SELECT 1 FROM ONLY bucket.packet_key k WHERE k.packet_id = item.packet_id) END
              ORDER BY packet_id, n
              ON CONFLICT (packet_id) DO NOTHING
              RETURNING seq
            ), kept AS (
              INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
              SELECT now(), seq, packet_id, subject, body::json FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE
            ), queued AS (
              INSERT INTO bucket.packet_state (seq, received_at, subject, due_at, bytes)
              SELECT seq, now(), subject, now(), octet_length(body) FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE
            ), outbox AS (
              INSERT INTO bucket.packet_outbox (received_at, seqs, bytes)
              SELECT now(), array_agg(seq ORDER BY seq), sum(octet_length(body)) FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE HAVING count(*) > 0
            ), counted AS (
              INSERT INTO bucket.tally (received) SELECT count(*) FROM fresh HAVING count(*) > 0
            ), tallied AS (
              INSERT INTO bucket.event_tally_delta (minute, intake, stored)
              SELECT date_trunc('minute', now()), 'prana', count(*) FROM fresh HAVING count(*) > 0
            )
            SELECT (seq IN (SELECT seq FROM fresh)) IS TRUE, now() FROM item ORDER BY n
            """;

    // Table by table, in the order in which INSERT and the rotation lock them: through the parent they would be locked
    // in another, and a rotation and this could wait for each other.
    private static final String EXISTING = """
            SELECT packet_id, received_at, digest FROM bucket.packet_key_now WHERE packet_id = ANY ($1)
            UNION ALL SELECT packet_id, received_at, digest FROM bucket.packet_key_before WHERE packet_id = ANY ($1)
            UNION ALL SELECT packet_id, received_at, digest FROM ONLY bucket.packet_key WHERE packet_id = ANY ($1)
            """;

    private final Pool pool;
    private final ByteBudget budget;

    PacketStore(Pool pool, ByteBudget budget) {
        this.pool = pool;
        this.budget = budget;
    }

    /** One result per packet, in order. */
    Uni<List<Stored>> insert(List<Packet> packets) {
        long bytes = packets.stream().mapToLong(Packet::weight).sum();
        return budget.watch(bytes, pool.preparedQuery(INSERT).execute(parameters(packets)))
                .map(rows -> inserted(packets, rows))
                .chain(inserted -> inserted.known().isEmpty()
                        ? Uni.createFrom().item(results(packets, inserted, Map.of()))
                        : existing(inserted.known())
                                .map(found -> results(packets, inserted, found))
                                // What is new is committed even if the look-up failed.
                                .onFailure(StoreFailure::isTransient)
                                .recoverWithItem(() -> results(packets, inserted, null)));
    }

    private static Tuple parameters(List<Packet> packets) {
        int count = packets.size();
        String[] ids = new String[count];
        String[] subjects = new String[count];
        String[] bodies = new String[count];
        @Nullable String[] digests = new @Nullable String[count];
        for (int i = 0; i < count; i++) {
            Packet packet = packets.get(i);
            ids[i] = packet.packetId();
            subjects[i] = packet.subject();
            bodies[i] = packet.body();
            digests[i] = packet.digest();
        }
        return Tuple.of(ids, subjects, bodies, digests);
    }

    /**
     * Which packets were new.
     *
     * @param receivedAt per packet, null where its id was known
     * @param known the ids that were known
     */
    private record Inserted(List<@Nullable Instant> receivedAt, List<String> known) {}

    private static Inserted inserted(List<Packet> packets, RowSet<Row> rows) {
        List<@Nullable Instant> fresh = new ArrayList<>(packets.size());
        List<String> known = new ArrayList<>();
        for (Row row : rows) {
            boolean isFresh = row.getBoolean(0);
            if (!isFresh) {
                known.add(packets.get(fresh.size()).packetId());
            }
            fresh.add(isFresh ? row.getOffsetDateTime(1).toInstant() : null);
        }
        return new Inserted(fresh, known);
    }

    private record Existing(Instant receivedAt, @Nullable String digest) {}

    /** A second statement, because only a new snapshot sees what a concurrent batch has just committed. */
    private Uni<Map<String, Existing>> existing(List<String> ids) {
        return pool.preparedQuery(EXISTING)
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, Existing> found = new HashMap<>();
                    rows.forEach(row -> found.put(
                            row.getString(0),
                            new Existing(row.getOffsetDateTime(1).toInstant(), row.getString(2))));
                    return found;
                });
    }

    /** @param found what stands under the known ids; null where that could not be read */
    private static List<Stored> results(
            List<Packet> packets, Inserted inserted, @Nullable Map<String, Existing> found) {
        List<Stored> results = new ArrayList<>(packets.size());
        for (int i = 0; i < packets.size(); i++) {
            Packet packet = packets.get(i);
            Instant receivedAt = inserted.receivedAt().get(i);
            if (receivedAt != null) {
                results.add(new Stored.Fresh(packet.packetId(), receivedAt));
            } else if (found == null) {
                results.add(new Stored.Unconfirmed(packet.packetId()));
            } else {
                results.add(compare(packet, found.get(packet.packetId())));
            }
        }
        return results;
    }

    private static Stored compare(Packet packet, @Nullable Existing existing) {
        if (existing == null) {
            throw new IllegalStateException("a packet id existed and is gone; retention dropped its key meanwhile");
        }
        String digest = packet.digest();
        return digest != null && digest.equals(existing.digest())
                ? new Stored.Duplicate(packet.packetId(), existing.receivedAt())
                : new Stored.Conflict(packet.packetId());
    }
}
