package io.bhiv.automation.service.postgres;

import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.HealthChanges;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Records ends of runs in one transaction: lock the jobs, write the ends, work them into the jobs' states, record the
 * notices that follow, free what waited.
 *
 * <p>A notice is a due run of its own, recorded together with the end that caused it: it is neither lost when this replica
 * dies now, nor given twice.
 */
final class PostgresClosing {

    private static final String LOCK =
            "SELECT " + Rows.STANDING + " FROM automation.job j WHERE j.name = ANY($1) ORDER BY j.name FOR UPDATE";

    /**
     * Unknown may become known: a holder that only lost touch with the database has the true end of its run. Which were unknown is read
     * before: their jobs are locked, so nothing else ends them meanwhile.
     */
    private static final String END = """
            WITH unknown AS (
                SELECT r.job, r.due_at FROM automation.run r
                JOIN unnest($1::text[], $2::timestamptz[]) AS d(job, due_at) ON r.job = d.job AND r.due_at = d.due_at
                WHERE r.state = 'unknown'),
            ended AS (
                UPDATE automation.run r SET state = d.state, reason = d.reason, attempts = d.attempts,
                    ended_at = CASE WHEN d.state <> 'due' THEN clock_timestamp() END, lease_until = NULL,
                    cancel_requested = r.cancel_requested AND d.state <> 'due',
                    replica = CASE WHEN d.state <> 'due' THEN r.replica END
                FROM unnest($1::text[], $2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
                    AS d(job, due_at, epoch, state, reason, attempts)
                WHERE r.job = d.job AND r.due_at = d.due_at AND r.epoch = d.epoch
                    AND ((r.state = 'running' AND (d.state <> 'unknown' OR r.lease_until < now()))
                        OR (r.state = 'unknown' AND d.state NOT IN ('unknown', 'due')))
                RETURNING r.*),
            """ + RunTallySql.ENDED_OR_KNOWN + "SELECT " + Rows.ENTRY
            + ", EXISTS (SELECT FROM unknown u WHERE u.job = r.job AND u.due_at = r.due_at) AS was_unknown FROM ended r";

    /**
     * Rows that had ended so before: their holder got no answer when it closed them. A run that ended as unknown was reported by the replica that
     * took it over.
     */
    private static final String REPEATED = "SELECT " + Rows.ENTRY + """
             FROM automation.run r
            JOIN unnest($1::text[], $2::timestamptz[], $3::bigint[], $4::text[]) AS d(job, due_at, epoch, state)
                ON r.job = d.job AND r.due_at = d.due_at AND r.epoch = d.epoch AND r.state = d.state
            WHERE d.state NOT IN ('unknown', 'due')""";

    private static final String STAND = """
            UPDATE automation.job j SET failures = s.failures, failing = s.failing, paused = s.paused
            FROM unnest($1::text[], $2::bigint[], $3::boolean[], $4::text[]) AS s(name, failures, failing, paused)
            WHERE j.name = s.name""";

    /** A job without actions for a notice has no such job in the ledger, and gets none. */
    private static final String NOTIFY =
            """
            WITH recorded AS (
                INSERT INTO automation.run (job, due_at, kind, state)
                SELECT j.name, clock_timestamp(), 'notice', 'due' FROM automation.job j
                WHERE j.name = ANY($1) AND NOT %s
                ON CONFLICT DO NOTHING RETURNING due_at, state),
            """.formatted(Rows.GONE) + RunTallySql.RECORDED + "SELECT count(*) FROM recorded";

    private static final String PROMOTE = """
            UPDATE automation.run r SET state = 'due' FROM (
                SELECT DISTINCT ON (w.job) w.job, w.due_at FROM automation.run w
                WHERE w.state = 'waiting' AND ($1::text[] IS NULL OR w.job = ANY($1))
                    AND NOT EXISTS (SELECT 1 FROM automation.run r WHERE r.job = w.job AND r.state = 'running' AND NOT %s)
                ORDER BY w.job, w.kind IN ('backfill', 'catch_up'), w.due_at) first
            WHERE r.job = first.job AND r.due_at = first.due_at AND r.state = 'waiting'""".formatted(Rows.LEFT_BEHIND);

    private final Pool pool;

    PostgresClosing(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies) {
        if (closings.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Set<String> jobs =
                closings.stream().map(closing -> closing.key().job()).collect(Collectors.toCollection(TreeSet::new));
        return pool.withTransaction(connection -> lock(connection, jobs)
                .chain(states -> end(connection, closings)
                        .chain(ended -> followUp(connection, closings, ended, new HealthChanges(policies, states))))
                .chain(closed -> withRepeated(connection, closings, closed))
                .call(() -> promote(connection, jobs)));
    }

    private static Uni<Map<String, JobState>> lock(SqlConnection connection, Set<String> jobs) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(jobs.toArray(String[]::new)))
                .map(Rows::jobStates);
    }

    /** A row after its end, and whether it had ended as unknown before. */
    private record Ended(Entry entry, boolean wasUnknown) {}

    private static Uni<List<Ended>> end(SqlConnection connection, List<Closing> closings) {
        // In one order with those who renew leases, so that neither waits for the other.
        List<Closing> inOrder =
                closings.stream().sorted(Comparator.comparing(Closing::key)).toList();
        Tuple rows = new Columns<>(inOrder)
                .texts(closing -> closing.key().job())
                .times(closing -> closing.key().dueAt())
                .longs(closing -> (long) closing.epoch())
                .texts(closing -> closing.state().wireName())
                .texts(Closing::reason)
                .longs(closing -> (long) closing.attempts())
                .tuple();
        return connection
                .preparedQuery(END)
                .execute(rows)
                .map(found -> Rows.list(found, row -> new Ended(Rows.entry(row), row.getBoolean("was_unknown"))));
    }

    private static Uni<List<Closed>> followUp(
            SqlConnection connection, List<Closing> closings, List<Ended> rows, HealthChanges aftermaths) {
        List<Entry> ended = rows.stream().map(Ended::entry).toList();
        aftermaths.add(
                ended,
                rows.stream()
                        .filter(Ended::wasUnknown)
                        .map(row -> row.entry().key())
                        .collect(Collectors.toSet()));
        Map<RunKey, Entry> byKey = ended.stream().collect(Collectors.toMap(Entry::key, entry -> entry));
        List<Closed> answers = closings.stream()
                .map(closing -> byKey.get(closing.key()))
                .map(entry -> entry == null ? Closed.REFUSED : aftermaths.of(entry))
                .toList();
        return stand(connection, aftermaths.changed().entrySet())
                .chain(() -> notify(connection, aftermaths.notices()))
                .replaceWith(answers);
    }

    private static Uni<List<Closed>> withRepeated(
            SqlConnection connection, List<Closing> closings, List<Closed> closed) {
        List<Closing> refused = IntStream.range(0, closings.size())
                .filter(i -> closed.get(i).entry() == null)
                .mapToObj(closings::get)
                .toList();
        if (refused.isEmpty()) {
            return Uni.createFrom().item(closed);
        }
        Tuple rows = new Columns<>(refused)
                .texts(closing -> closing.key().job())
                .times(closing -> closing.key().dueAt())
                .longs(closing -> (long) closing.epoch())
                .texts(closing -> closing.state().wireName())
                .tuple();
        return connection.preparedQuery(REPEATED).execute(rows).map(found -> {
            Map<RunKey, Entry> before =
                    Rows.list(found, Rows::entry).stream().collect(Collectors.toMap(Entry::key, entry -> entry));
            return IntStream.range(0, closings.size())
                    .mapToObj(i -> closed.get(i).entry() == null
                            ? Optional.ofNullable(before.get(closings.get(i).key()))
                                    .map(entry -> new Closed(entry, Optional.empty(), false))
                                    .orElse(Closed.REFUSED)
                            : closed.get(i))
                    .toList();
        });
    }

    private static Uni<Void> stand(SqlConnection connection, Collection<Map.Entry<String, JobState>> changed) {
        if (changed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple rows = new Columns<>(List.copyOf(changed))
                .texts(Map.Entry::getKey)
                .longs(one -> (long) one.getValue().failures())
                .booleans(one -> one.getValue().failing())
                .texts(one -> one.getValue().paused().orElse(null))
                .tuple();
        return connection.preparedQuery(STAND).execute(rows).replaceWithVoid();
    }

    private static Uni<Void> notify(SqlConnection connection, List<String> notices) {
        if (notices.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection
                .preparedQuery(NOTIFY)
                .execute(Tuple.of(notices.toArray(String[]::new)))
                .replaceWithVoid();
    }

    private static Uni<RowSet<Row>> promote(SqlConnection connection, Set<String> jobs) {
        return connection.preparedQuery(PROMOTE).execute(Tuple.of(jobs.toArray(String[]::new)));
    }

    /** For what a dead replica left behind; an end frees what waits for it by itself. */
    Uni<Integer> promote() {
        return pool.preparedQuery(PROMOTE).execute(Tuple.of((Object) null)).map(RowSet::rowCount);
    }
}
