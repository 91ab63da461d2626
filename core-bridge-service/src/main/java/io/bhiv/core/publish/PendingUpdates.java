package io.bhiv.core.publish;

import io.bhiv.core.identity.Update;
import io.bhiv.core.journal.JournalConfig;
import io.bhiv.core.parked.ParkedUpdates;
import io.bhiv.core.status.UpdateCounters.Parking;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** The list of what is accepted and not yet synced, as publishing uses it. Times are the database's. */
@ApplicationScoped
public class PendingUpdates {

    /** About how many bytes of records one claim may hold at most: a backlog may be thousands of updates of 1 MiB. */
    private static final long CLAIM_BYTES = 8 << 20;
    /** Resends of one update at most; after that it stays pending and shows in the status. */
    private static final int MAX_RESENDS = 10;

    /** Locks in the order of ids, as every other statement on this table does: no two of them can deadlock. */
    private static final String MARK = """
        WITH mine AS (
            SELECT update_id FROM core.pending_update WHERE update_id = ANY ($1) ORDER BY update_id FOR UPDATE
        )
        UPDATE core.pending_update p SET published_at = now() FROM mine WHERE p.update_id = mine.update_id
        """;

    /** Due since they came: they are claimed before what came later, whichever was released first. */
    private static final String RELEASE = """
        WITH mine AS (
            SELECT update_id FROM core.pending_update WHERE update_id = ANY ($1) ORDER BY update_id FOR UPDATE
        )
        UPDATE core.pending_update p SET due_at = least(p.received_at, now()) FROM mine
        WHERE p.update_id = mine.update_id AND p.published_at IS NULL
        """;

    /** Parameters: update id, attempts at most. Changes nothing where they are used up. */
    private static final String LATER = """
        UPDATE core.pending_update SET due_at = now() + interval '5 seconds', resends = resends + 1
        WHERE update_id = $1 AND resends < $2
        """;

    /**
     * Overtaken: something published well after it has been synced. Compared by time of publishing, not of syncing, because a bucket
     * that was away works through its backlog in the order of publishing, and nothing of that is lost.
     */
    private static final String RESEND = """
        WITH lost AS (
            SELECT update_id FROM core.pending_update
            WHERE published_at < now() - make_interval(secs => $1) AND resends < $2
              AND published_at < (SELECT max(last_published) FROM core.tally WHERE module = '' AND minute = '-infinity')
                                 - make_interval(secs => $1)
              AND (SELECT max(last_synced) FROM core.tally WHERE module = '' AND minute = '-infinity')
                  > now() - interval '2 minutes'
            ORDER BY update_id LIMIT 500
            FOR UPDATE SKIP LOCKED
        )
        UPDATE core.pending_update p SET published_at = NULL, due_at = now(), resends = resends + 1
        FROM lost WHERE p.update_id = lost.update_id
        """;

    private final Pool pool;
    private final JournalConfig config;
    private final ParkedUpdates parked;

    PendingUpdates(Pool pool, JournalConfig config, ParkedUpdates parked) {
        this.pool = pool;
        this.config = config;
        this.parked = parked;
    }

    /** Claims what is due, oldest first: {@code limit} updates at most, and about so many bytes. */
    public Uni<List<Update>> claim(int limit, long bytes) {
        return pool.preparedQuery(claimDue(Integer.highestOneBit(limit)))
                .execute(Tuple.of(seconds(config.grace()), Math.min(bytes, CLAIM_BYTES)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Update(
                                row.getUUID("update_id"),
                                row.getString("module"),
                                row.getString("session_id"),
                                row.getBuffer("record").getBytes(),
                                null))
                        .toList());
    }

    /**
     * The limit is part of the text: for a parameter the planner assumes a tenth of what is pending, and after an outage would read the
     * whole journal to find five hundred. It is a power of two, so that there are few such texts. The length of a record is known
     * without reading it.
     */
    private static String claimDue(int limit) {
        return """
            WITH due AS (
                SELECT update_id, received_at, due_at FROM core.pending_update
                WHERE published_at IS NULL AND due_at <= now()
                ORDER BY due_at, update_id LIMIT %d
                FOR UPDATE SKIP LOCKED
            ), sized AS (
                SELECT d.update_id, sum(octet_length(COALESCE(j.record, k.record))) OVER earlier AS bytes_before
                FROM due d
                LEFT JOIN core.update_journal j ON j.update_id = d.update_id AND j.received_at = d.received_at
                LEFT JOIN core.parked_update k ON k.update_id = d.update_id
                WINDOW earlier AS (ORDER BY d.due_at, d.update_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ), claimed AS (
                UPDATE core.pending_update p SET due_at = now() + make_interval(secs => $1)
                FROM sized WHERE p.update_id = sized.update_id AND COALESCE(bytes_before, 0) < $2
                RETURNING p.update_id, p.received_at, p.module
            )
            SELECT c.update_id, c.module, COALESCE(j.session_id, k.session_id) AS session_id, COALESCE(j.record, k.record) AS record
            FROM claimed c
            LEFT JOIN core.update_journal j ON j.update_id = c.update_id AND j.received_at = c.received_at
            LEFT JOIN core.parked_update k ON k.update_id = c.update_id
            WHERE COALESCE(j.update_id, k.update_id) IS NOT NULL
            ORDER BY c.update_id
            """.formatted(limit);
    }

    public Uni<Void> markPublished(List<Update> updates) {
        return run(MARK, updates);
    }

    /** Makes them due now, for any sweeper. */
    public Uni<Void> release(List<Update> updates) {
        return run(RELEASE, updates);
    }
    /**
     * An update that failed alone. What Kafka never takes is parked; what failed for a reason that nobody foresaw is tried again a few times
     * first, for it may have nothing to do with the update.
     */
    public Uni<Void> failed(Update update, Throwable failure) {
        if (failure instanceof RecordTooLargeException) {
            return park(update, Parking.TOO_LARGE_FOR_KAFKA, "Kafka takes no record of this size");
        }
        if (failure instanceof SerializationException) {
            return park(update, Parking.REFUSED_BY_KAFKA, "Kafka does not take this record");
        }
        return pool.preparedQuery(LATER)
                .execute(Tuple.of(update.id(), MAX_RESENDS))
                .chain(again -> again.rowCount() > 0
                        ? Uni.createFrom().voidItem()
                        : park(
                                update,
                                Parking.PUBLISHING_FAILED,
                                "Publishing it failed %d times".formatted(MAX_RESENDS)));
    }

    private Uni<Void> park(Update update, Parking why, String reason) {
        return parked.park(why, List.of(new ParkedUpdates.Refusal(update.id(), reason)))
                .replaceWithVoid();
    }

    /** Makes updates unpublished again that the bucket did not answer although later ones were synced; returns how many. */
    public Uni<Integer> resendOvertaken() {
        return pool.preparedQuery(RESEND)
                .execute(Tuple.of(seconds(config.resendAfter()), MAX_RESENDS))
                .map(rows -> rows.rowCount());
    }

    private Uni<Void> run(String statement, List<Update> updates) {
        UUID[] ids = updates.stream().map(Update::id).toArray(UUID[]::new);
        return pool.preparedQuery(statement)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .replaceWithVoid();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
