package io.bhiv.core.status;

import io.bhiv.core.identity.UpdateIds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds updates in the tables they pass; a few index look-ups for each. */
@ApplicationScoped
public class TraceQuery {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String STEPS = """
        SELECT j.update_id, j.module, j.session_id, j.received_at, COALESCE(s.published_at, p.published_at) AS published_at,
               s.stored_at, s.synced_at, s.object_id, k.reason_code, k.reason, p.resends + 1 AS sendings,
               CASE WHEN p.published_at IS NULL THEN p.due_at END AS due_at, a.parked_at, a.replayed_at,
               CASE WHEN s.update_id IS NOT NULL THEN 'synced'
                    WHEN p.published_at IS NOT NULL THEN 'published'
                    WHEN p.update_id IS NOT NULL THEN 'received'
                    WHEN a.update_id IS NOT NULL THEN 'parked'
                    -- the journal may keep a day longer than the list of what was synced
                    ELSE 'synced' END AS state
        FROM (%s) j
        LEFT JOIN core.pending_update p ON p.update_id = j.update_id
        LEFT JOIN core.synced_update s ON s.update_id = j.update_id
        LEFT JOIN core.parked_update k ON k.update_id = j.update_id AND k.replayed_at IS NULL
        LEFT JOIN core.parked_update a ON a.update_id = j.update_id
        """;

    private static final String TRACE = STEPS.formatted("""
        SELECT update_id, module, session_id, received_at FROM core.update_journal WHERE update_id = $1 AND received_at = $2
        UNION
        SELECT update_id, module, session_id, received_at FROM core.parked_update WHERE update_id = $1""");

    /** Most that are listed; in the text of the statement, whose plan does not see parameters. */
    public static final int MOST = 100;

    /** Ids begin with the millisecond of receipt, so the key of each day ends with its newest. */
    private static final String NEWEST = STEPS.formatted("""
        SELECT update_id, module, session_id, received_at FROM core.update_journal ORDER BY update_id DESC LIMIT %d""".formatted(MOST)) + "ORDER BY j.update_id DESC LIMIT $1";

    private final Pool pool;

    TraceQuery(Pool pool) {
        this.pool = pool;
    }

    /** Empty where no such update is known. */
    public Uni<Optional<UpdateTrace>> trace(UUID id) {
        return pool.preparedQuery(TRACE)
                .execute(Tuple.of(id, UpdateIds.timeOf(id).atOffset(ZoneOffset.UTC)))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> {
                    var found = rows.iterator();
                    return found.hasNext() ? Optional.of(trace(found.next())) : Optional.empty();
                });
    }

    /** Those that came last, the newest first. */
    public Uni<List<UpdateTrace>> newest(int limit) {
        return pool.preparedQuery(NEWEST)
                .execute(Tuple.of(limit))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(TraceQuery::trace)
                        .toList());
    }

    private static UpdateTrace trace(Row row) {
        return new UpdateTrace(
                row.getUUID("update_id"),
                row.getString("state"),
                row.getString("module"),
                row.getString("session_id"),
                row.getOffsetDateTime("received_at").toInstant(),
                instant(row.getOffsetDateTime("published_at")),
                instant(row.getOffsetDateTime("stored_at")),
                instant(row.getOffsetDateTime("synced_at")),
                row.getString("object_id"),
                row.getString("reason_code"),
                row.getString("reason"),
                row.getInteger("sendings"),
                instant(row.getOffsetDateTime("due_at")),
                instant(row.getOffsetDateTime("parked_at")),
                instant(row.getOffsetDateTime("replayed_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
