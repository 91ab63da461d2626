package io.bhiv.core.status;

import io.bhiv.core.status.evaluate.HealthFigures;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads the figures from the tally: a few thousand narrow rows at most, whatever the history holds. They are the same on
 * every replica and after a restart, because each was written by the transaction that changed it.
 */
@ApplicationScoped
class FiguresQuery {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /**
     * Ids are in the order of receipt, and so is waiting, but for what was replayed: it has an old id and has waited since its replay. Those
     * lie in front, as many as were replayed and are not synced; the first of the others has waited longer than whatever is behind it.
     * Asked by a subquery of its own, the list of parked updates is looked at for these few only, however long it is.
     */
    private static final String FIGURES = """
        WITH first AS (
            SELECT update_id, accepted_at FROM core.pending_update p
            WHERE (SELECT k.update_id FROM core.parked_update k WHERE k.update_id = p.update_id) IS NULL
            ORDER BY update_id LIMIT 1
        ), oldest AS (
            SELECT least((SELECT accepted_at FROM first), min(accepted_at)) AS accepted_at FROM core.pending_update
            WHERE update_id < COALESCE((SELECT update_id FROM first), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        ), ever AS (
            SELECT COALESCE(sum(accepted), 0)::bigint AS accepted, COALESCE(sum(synced), 0)::bigint AS synced,
                   COALESCE(sum(parked), 0)::bigint AS parked, max(last_synced) AS last_synced
            FROM core.tally WHERE module = '' AND minute = '-infinity'
        ), day AS (
            SELECT COALESCE(sum(synced), 0)::bigint AS synced, COALESCE(sum(latency_ms), 0)::bigint AS latency_ms,
                   COALESCE(sum(errors), 0)::bigint AS errors
            FROM core.tally WHERE module = '' AND minute > now() - interval '24 hours'
        ), lately AS (
            SELECT COALESCE(sum(accepted), 0)::bigint AS accepted,
                   COALESCE(sum(accepted - synced - parked), 0)::bigint AS grown
            FROM core.tally WHERE module = '' AND minute > now() - make_interval(secs => $1)
        )
        SELECT now() AS as_of, ever.accepted - ever.synced - ever.parked AS pending, ever.parked, ever.last_synced, ever.synced,
               day.synced AS day_synced, day.latency_ms, day.errors, lately.accepted AS lately_accepted, lately.grown,
               (extract(epoch FROM now() - oldest.accepted_at) * 1000)::bigint AS oldest_ms
        FROM oldest, ever, day, lately
        """;

    private final Pool pool;
    private final StatusConfig config;

    FiguresQuery(Pool pool, StatusConfig config) {
        this.pool = pool;
        this.config = config;
    }

    Uni<HealthFigures> figures() {
        return pool.preparedQuery(FIGURES)
                .execute(Tuple.of(config.growthWindow().toMillis() / 1000.0))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> figures(rows.iterator().next()));
    }

    private static HealthFigures figures(Row row) {
        long synced = row.getLong("day_synced");
        return new HealthFigures(
                row.getOffsetDateTime("as_of").toInstant(),
                row.getLong("pending"),
                row.getLong("parked"),
                row.getLong("grown"),
                row.getLong("lately_accepted"),
                millis(row.getLong("oldest_ms")),
                instant(row.getOffsetDateTime("last_synced")),
                row.getLong("synced"),
                row.getLong("errors"),
                synced == 0
                        ? null
                        : Duration.ofMillis(row.getLong("latency_ms")).dividedBy(synced));
    }

    private static @Nullable Duration millis(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
