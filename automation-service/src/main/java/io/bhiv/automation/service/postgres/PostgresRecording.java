package io.bhiv.automation.service.postgres;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is due, as PostgreSQL records it: every statement handles a whole set and may be made again. */
final class PostgresRecording {

    private static final String RECONCILE =
            """
            WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[]) w(name, schedule)),
            retired AS (UPDATE automation.job j SET retired_at = now()
                WHERE j.retired_at IS NULL AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.name = j.name))
            INSERT INTO automation.job AS j (name, schedule, evaluated_to)
                SELECT name, schedule, now() FROM wanted ORDER BY name
            ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule, retired_at = NULL, held_at = NULL,
                above = j.above AND (%1$s) AND j.schedule = excluded.schedule,
                evaluated_to = CASE WHEN (%1$s) AND j.schedule = excluded.schedule
                    THEN j.evaluated_to ELSE greatest(j.evaluated_to, now()) END
            RETURNING %2$s""".formatted("j.retired_at IS NULL OR (j.held_at IS NOT NULL AND NOT " + Rows.GONE + ")", Rows.STANDING);

    /**
     * Both directions in one: a job that others have left out is held, and one that the caller has not is left out, as its file says. When
     * the last replica that had it is gone, nobody holds it any more, and its runs end.
     */
    private static final String HOLD = """
            UPDATE automation.job j SET retired_at = coalesce(j.retired_at, now()), held_at = now()
            FROM (SELECT j.name, h.name IS NOT NULL AS held
                FROM automation.job j LEFT JOIN (SELECT DISTINCT unnest($1::text[]) AS name) h ON h.name = j.name
                WHERE (j.retired_at IS NULL) = (h.name IS NULL)
                ORDER BY j.name FOR UPDATE OF j) said
            WHERE j.name = said.name AND (j.retired_at IS NOT NULL) = said.held""";

    private static final String RECORD = """
            WITH recorded AS (
                INSERT INTO automation.run AS r (job, due_at, kind, state, reason, ended_at)
                SELECT n.job, n.due_at, n.kind, n.state, n.reason, CASE WHEN n.state <> 'due' THEN now() END
                FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[])
                    AS n(job, due_at, kind, state, reason)
                ON CONFLICT DO NOTHING RETURNING r.*),
            """ + RunTallySql.RECORDED + "SELECT " + Rows.ENTRY + " FROM recorded r";

    /** A cursor that another transaction has locked stays behind: the next turn records what is there already, which does nothing. */
    private static final String MOVE_CURSORS = """
            WITH c AS (SELECT * FROM unnest($1::text[], $2::timestamptz[]) c(name, upto)),
            free AS (SELECT j.name, c.upto FROM automation.job j JOIN c ON c.name = j.name
                WHERE j.evaluated_to < c.upto FOR UPDATE OF j SKIP LOCKED)
            UPDATE automation.job j SET evaluated_to = free.upto FROM free WHERE j.name = free.name""";

    /**
     * The first instant from a due time on at which a job has no run; where a whole second is full, the next one fails and is tried again.
     */
    private static final String FREE = """
            greatest(%2$s, (SELECT max(r.due_at) + interval '1 microsecond' FROM automation.run r
                WHERE r.job = %1$s AND r.due_at >= %2$s AND r.due_at < %2$s + interval '1 second'))""";

    /**
     * Of a list that holds an occasion twice, the first counts. Each is due at its free instant, or a microsecond after the one before it: the
     * n-th has n microseconds more than the latest start among those up to it. Inserted in one order, so that two replicas that record
     * the same do not wait for each other.
     */
    private static final String RECORD_OCCASIONS = """
            WITH asked AS (SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[])
                WITH ORDINALITY AS a(job, due_at, kind, key, place)),
            fresh AS (INSERT INTO automation.occasion (job, key)
                SELECT DISTINCT job, key FROM asked WHERE key IS NOT NULL ORDER BY job, key ON CONFLICT DO NOTHING RETURNING job, key),
            firsts AS (SELECT DISTINCT ON (a.job, a.key, CASE WHEN a.key IS NULL THEN a.place END) a.* FROM asked a
                WHERE a.key IS NULL OR EXISTS (SELECT FROM fresh f WHERE f.job = a.job AND f.key = a.key)
                ORDER BY a.job, a.key, CASE WHEN a.key IS NULL THEN a.place END, a.place),
            free AS (SELECT d.job, d.due_at, %s AS at FROM (SELECT DISTINCT job, due_at FROM firsts) d),
            counted_on AS (SELECT f.job, f.kind, free.at,
                    row_number() OVER (PARTITION BY f.job ORDER BY free.at, f.place) * interval '1 microsecond' AS later
                FROM firsts f JOIN free ON free.job = f.job AND free.due_at = f.due_at),
            recorded AS (INSERT INTO automation.run (job, due_at, kind, state)
                SELECT job, max(at - later) OVER (PARTITION BY job ORDER BY later) + later AS due_at, kind, 'due' FROM counted_on
                ORDER BY 1, 2
                RETURNING job, due_at, state),
            """.formatted(FREE.formatted("d.job", "d.due_at"))
            + RunTallySql.RECORDED + "SELECT job, due_at FROM recorded";

    /** One statement: the crossing and the run it is due for are noted together or not at all, by one replica. */
    private static final String CROSS = """
            WITH crossed AS (UPDATE automation.job SET above = $2 WHERE name = $1 AND above <> $2 RETURNING above),
            recorded AS (INSERT INTO automation.run (job, due_at, kind, state)
                SELECT $1, %s, 'event', 'due' FROM crossed WHERE crossed.above
                RETURNING job, due_at, state),
            """.formatted(FREE.formatted("$1", "$3::timestamptz")) + RunTallySql.RECORDED
            + "SELECT job, due_at FROM recorded";

    /** How often an occasion whose instant is taken tries the next free one. */
    private static final int COLLISIONS = 20;

    private final Pool pool;
    private final PartitionDays days;

    PostgresRecording(Pool pool) {
        this.pool = pool;
        this.days = new PartitionDays(pool);
    }

    Uni<Map<String, JobState>> reconcile(Instant now, Map<String, String> schedules) {
        List<Map.Entry<String, String>> wanted =
                schedules.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        Tuple rows = new Columns<>(wanted)
                .texts(Map.Entry::getKey)
                .texts(Map.Entry::getValue)
                .tuple();
        return days.cover(List.of(now, now.plus(Duration.ofDays(1))))
                .chain(() -> query(RECONCILE, rows))
                .map(Rows::jobStates);
    }

    Uni<Void> hold(Collection<String> jobs) {
        return query(HOLD, new Columns<>(List.copyOf(jobs)).texts(name -> name).tuple())
                .replaceWithVoid();
    }

    Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        Uni<List<Entry>> recorded = occurrences.isEmpty()
                ? Uni.createFrom().item(List.of())
                : insert(times(occurrences), RECORD, rowsOf(occurrences)).map(rows -> Rows.list(rows, Rows::entry));
        // Rows first, cursors after: dying in between only means that the rows are recorded again, which does nothing.
        return recorded.call(() -> moveCursors(cursors));
    }

    private static List<Instant> times(List<Occurrence> occurrences) {
        return occurrences.stream().map(Occurrence::dueAt).toList();
    }

    private Uni<RowSet<Row>> moveCursors(Map<String, Instant> cursors) {
        List<Map.Entry<String, Instant>> moved = List.copyOf(cursors.entrySet());
        return query(
                MOVE_CURSORS,
                new Columns<>(moved)
                        .texts(Map.Entry::getKey)
                        .times(Map.Entry::getValue)
                        .tuple());
    }

    private static Tuple rowsOf(List<Occurrence> occurrences) {
        return new Columns<>(occurrences)
                .texts(Occurrence::job)
                .times(Occurrence::dueAt)
                .texts(occurrence -> occurrence.occasion().kind().wireName())
                .texts(occurrence -> (occurrence.isDue() ? RunState.DUE : RunState.MISSED).wireName())
                .texts(PostgresRecording::why)
                .tuple();
    }

    private static @Nullable String why(Occurrence occurrence) {
        return switch (occurrence.timeliness()) {
            case Occurrence.Timeliness.Due due -> null;
            case Occurrence.Timeliness.Missed(String why) -> why;
        };
    }

    Uni<List<RunKey>> recordOccasions(List<Occurrence> occurrences) {
        if (occurrences.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Tuple rows = new Columns<>(occurrences)
                .texts(Occurrence::job)
                .times(Occurrence::dueAt)
                .texts(occurrence -> occurrence.occasion().kind().wireName())
                .texts(occurrence -> occurrence.occasion().key().orElse(null))
                .tuple();
        return insertFree(times(occurrences), RECORD_OCCASIONS, rows);
    }

    Uni<Optional<RunKey>> cross(String job, boolean above, Instant at) {
        return insertFree(List.of(at), CROSS, Tuple.of(job, above, Rows.time(at)))
                .map(keys -> keys.stream().findFirst());
    }

    /** Two at the same microsecond collide on the primary key; the loser tries again, one microsecond later. */
    private Uni<List<RunKey>> insertFree(List<Instant> dueTimes, String sql, Tuple rows) {
        return insert(dueTimes, sql, rows)
                .onFailure(PostgresRecording::isDuplicate)
                .retry()
                .atMost(COLLISIONS)
                .map(found -> Rows.list(found, Rows::key));
    }

    private Uni<RowSet<Row>> insert(Collection<Instant> dueTimes, String sql, Tuple rows) {
        return Uni.createFrom()
                .deferred(() -> days.cover(dueTimes).chain(() -> query(sql, rows)))
                // Retention has dropped a day that was there before.
                .onFailure(PostgresRecording::isDayGone)
                .invoke(days::forget)
                .onFailure(PostgresRecording::isDayGone)
                .retry()
                .atMost(1);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    private static boolean isDuplicate(Throwable failure) {
        return failure instanceof PgException pg && "23505".equals(pg.getSqlState());
    }

    /** No partition for the row: SQL state of a failed check, which no other rule of these tables can raise on a due time. */
    private static boolean isDayGone(Throwable failure) {
        return failure instanceof PgException pg
                && "23514".equals(pg.getSqlState())
                && String.valueOf(pg.getErrorMessage()).startsWith("no partition");
    }
}
