package io.bhiv.bucket.journal;

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
 * outbox and its count commit together or not at all.
 */
@ApplicationScoped
class PacketStore {

    // Keys are inserted in their order, so that two batches with the same ids cannot wait for each other in a
    // circle; of the same id twice in one batch, the first counts. "IS TRUE" keeps the planner from turning the
    // look-up into a join, which it would do badly: it cannot know how long the arrays are.
    private static final String INSERT = """
            WITH item AS MATERIALIZED (
              SELECT i.n, i.packet_id, i.subject, i.body, i.digest, nextval('bucket.packet_seq') AS seq
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
                   WITH ORDINALITY AS i (packet_id, subject, body, digest, n)
            ), fresh AS (
              INSERT INTO bucket.packet_key (packet_id, seq, received_at, digest)
              SELECT packet_id, seq, now(), digest FROM item ORDER BY packet_id, n
              ON CONFLICT (packet_id) DO NOTHING
              RETURNING seq
            ), kept AS (
              INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
              SELECT now(), seq, packet_id, subject, body::json FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE
            ), queued AS (
              INSERT INTO bucket.packet_state (seq, received_at, subject, due_at)
              SELECT seq, now(), subject, now() FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE
            ), outbox AS (
              INSERT INTO bucket.packet_outbox (received_at, seqs, bytes)
              SELECT now(), array_agg(seq ORDER BY seq), sum(octet_length(body)) FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE HAVING count(*) > 0
            ), counted AS (
              INSERT INTO bucket.tally (received) SELECT count(*) FROM fresh HAVING count(*) > 0
            )
            SELECT (seq IN (SELECT seq FROM fresh)) IS TRUE, now() FROM item ORDER BY n
            """;

    private static final String EXISTING =
            "SELECT packet_id, received_at, digest FROM bucket.packet_key WHERE packet_id = ANY ($1)";

    private final Pool pool;

    PacketStore(Pool pool) {
        this.pool = pool;
    }

    /** One result per arrival, in order. */
    Uni<List<Stored>> insert(List<Arrival> arrivals) {
        return pool.preparedQuery(INSERT).execute(parameters(arrivals)).chain(rows -> resolve(arrivals, rows));
    }

    private static Tuple parameters(List<Arrival> arrivals) {
        int count = arrivals.size();
        String[] ids = new String[count];
        String[] subjects = new String[count];
        String[] bodies = new String[count];
        @Nullable String[] digests = new @Nullable String[count];
        for (int i = 0; i < count; i++) {
            Arrival arrival = arrivals.get(i);
            ids[i] = arrival.packetId();
            subjects[i] = arrival.packet().subject();
            bodies[i] = arrival.packet().body();
            digests[i] = arrival.packet().digest();
        }
        return Tuple.of(ids, subjects, bodies, digests);
    }

    private Uni<List<Stored>> resolve(List<Arrival> arrivals, RowSet<Row> rows) {
        List<@Nullable Instant> fresh = new ArrayList<>(arrivals.size());
        List<String> known = new ArrayList<>();
        for (Row row : rows) {
            boolean isFresh = row.getBoolean(0);
            if (!isFresh) {
                known.add(arrivals.get(fresh.size()).packetId());
            }
            fresh.add(isFresh ? row.getOffsetDateTime(1).toInstant() : null);
        }
        if (known.isEmpty()) {
            return Uni.createFrom().item(results(arrivals, fresh, Map.of()));
        }
        return existing(known).map(found -> results(arrivals, fresh, found));
    }

    private record Existing(Instant receivedAt, @Nullable String digest) {}

    /** A statement of its own: only a new snapshot sees what a concurrent batch committed a moment ago. */
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

    private static List<Stored> results(
            List<Arrival> arrivals, List<@Nullable Instant> fresh, Map<String, Existing> found) {
        List<Stored> results = new ArrayList<>(arrivals.size());
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            Instant receivedAt = fresh.get(i);
            results.add(
                    receivedAt != null
                            ? new Stored.Fresh(arrival.packetId(), receivedAt)
                            : compare(arrival, found.get(arrival.packetId())));
        }
        return results;
    }

    private static Stored compare(Arrival arrival, @Nullable Existing existing) {
        if (existing == null) {
            throw new IllegalStateException("a packet id was taken and is not there; its key was dropped meanwhile");
        }
        String digest = arrival.packet().digest();
        return digest != null && digest.equals(existing.digest())
                ? new Stored.Duplicate(arrival.packetId(), existing.receivedAt())
                : new Stored.Contradiction(arrival.packetId());
    }
}
