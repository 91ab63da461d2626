package io.bhiv.automation.service.postgres;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Renewal;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.data.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of any number of replicas.
 *
 * <p>Calls {@code onDue} after everything that makes a run due outside a turn, so that this process claims at once.
 *
 * <p>Every statement handles a whole set, so a thousand due times cost as many round trips as one. Leases are compared with
 * the database's clock alone. Job rows are locked in the order of their names by those that wait for them; claims and cursors
 * skip what is locked, so no two replicas can wait for each other.
 */
public final class PostgresLedger implements Ledger {

    /** What only a newer version knows is left out before rows are counted: a page that is not full is the last one. */
    private static final String HISTORY = "SELECT " + Rows.ENTRY + " FROM automation.run r WHERE r.job = $1"
            + " AND ($2::timestamptz IS NULL OR r.due_at < $2) AND r.kind = ANY($4) AND r.state = ANY($5)"
            + " ORDER BY r.due_at DESC LIMIT $3";

    private static final String RENEW = """
            UPDATE automation.run r SET lease_until = now() + $4::interval
            FROM unnest($1::text[], $2::timestamptz[], $3::bigint[]) m(job, due_at, epoch)
            WHERE r.job = m.job AND r.due_at = m.due_at AND r.epoch = m.epoch AND r.state = 'running'
            RETURNING r.job, r.due_at, r.cancel_requested""";

    /** Usually none; never more than there are runs at once. */
    private static final String EXPIRED_JOBS = """
            SELECT DISTINCT r.job, j.name IS NULL OR %s AS gone FROM automation.run r
            LEFT JOIN automation.job j ON j.name = r.job WHERE r.state = 'running' AND r.lease_until < now()""".formatted(Rows.GONE);

    private static final String EXPIRED = "SELECT " + Rows.ENTRY + " FROM automation.run r"
            + " WHERE r.state = 'running' AND r.lease_until < now() AND r.job = ANY($2) AND r.kind = ANY($3)"
            + " ORDER BY r.lease_until LIMIT $1";

    private static final String REOPEN = """
            UPDATE automation.run r SET state = 'due', replica = NULL, lease_until = NULL
            FROM unnest($1::text[], $2::timestamptz[]) m(job, due_at)
            WHERE r.job = m.job AND r.due_at = m.due_at AND r.state = 'running' AND r.lease_until < now()
                AND r.epoch < $3""";

    private final Pool pool;
    private final Duration lease;
    private final PostgresRecording recording;
    private final PostgresClaiming claiming;
    private final PostgresClosing closing;
    private final Runnable onDue;

    /**
     * A view of the ledger for one replica.
     *
     * @param replica this process among the others; appears in the ledger and the reports
     * @param lease how long a claim lasts without renewal, and so how long a dead replica's runs stay with it
     * @param onDue called after runs became due by something else than their schedule; from any thread
     */
    public PostgresLedger(Pool pool, String replica, Duration lease, Runnable onDue) {
        this.pool = pool;
        this.lease = lease;
        this.onDue = onDue;
        this.recording = new PostgresRecording(pool);
        this.claiming = new PostgresClaiming(pool, replica, lease);
        this.closing = new PostgresClosing(pool);
    }

    @Override
    public Uni<Instant> now() {
        return pool.preparedQuery("SELECT clock_timestamp() AS at")
                .execute()
                .map(rows -> Rows.instant(rows.iterator().next(), "at"));
    }

    @Override
    public Uni<Map<String, JobState>> reconcile(Map<String, String> schedules) {
        return now().chain(now -> recording.reconcile(now, schedules));
    }

    @Override
    public Uni<Void> hold(Collection<String> jobs) {
        return recording.hold(jobs);
    }

    @Override
    public Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        return recording.record(occurrences, cursors);
    }

    @Override
    public Uni<List<RunKey>> recordOccasions(List<Occurrence> occurrences) {
        return recording.recordOccasions(occurrences).invoke(onDue);
    }

    @Override
    public Uni<Optional<RunKey>> cross(String job, boolean above, Instant at) {
        return recording.cross(job, above, at).invoke(onDue);
    }

    @Override
    public Uni<Claims> claim(Room room, Function<String, Optional<Policies>> policies) {
        return claiming.claim(room, policies);
    }

    @Override
    public Uni<Integer> giveBack(Instant since, Collection<Claim> held) {
        return claiming.giveBack(since, held);
    }

    @Override
    public Uni<Renewal> renew(Collection<Claim> held) {
        if (held.isEmpty()) {
            return Uni.createFrom().item(new Renewal(Set.of(), Set.of()));
        }
        // In one order with those who end runs, so that neither waits for the other.
        List<Claim> inOrder =
                held.stream().sorted(Comparator.comparing(Claim::key)).toList();
        Tuple rows = new Columns<>(inOrder)
                .texts(claim -> claim.key().job())
                .times(claim -> claim.key().dueAt())
                .longs(claim -> (long) claim.epoch())
                .value(Interval.of(lease))
                .tuple();
        return pool.preparedQuery(RENEW).execute(rows).map(PostgresLedger::renewal);
    }

    private static Renewal renewal(RowSet<Row> rows) {
        Set<RunKey> held = new HashSet<>();
        Set<RunKey> cancel = new HashSet<>();
        rows.forEach(row -> {
            held.add(Rows.key(row));
            if (row.getBoolean("cancel_requested")) {
                cancel.add(Rows.key(row));
            }
        });
        return new Renewal(held, cancel);
    }

    @Override
    public Uni<List<Entry>> expired(int limit, Predicate<String> isKnown) {
        return pool.preparedQuery(EXPIRED_JOBS)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .filter(row -> row.getBoolean("gone") || isKnown.test(row.getString("job")))
                        .map(row -> row.getString("job"))
                        .toArray(String[]::new))
                .chain(jobs -> jobs.length == 0 ? Uni.createFrom().item(List.of()) : expired(limit, jobs));
    }

    private Uni<List<Entry>> expired(int limit, String[] jobs) {
        return pool.preparedQuery(EXPIRED)
                .execute(Tuple.of(limit, jobs, Rows.KINDS))
                .map(rows -> Rows.list(rows, Rows::entry));
    }

    @Override
    public Uni<Integer> reopen(List<RunKey> expired) {
        Tuple rows = Rows.keys(expired).value(Lost.TIMES).tuple();
        return pool.preparedQuery(REOPEN).execute(rows).map(RowSet::rowCount).invoke(onDue);
    }

    @Override
    public Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies) {
        return closing.close(new ArrayList<>(closings), policies).invoke(onDue);
    }

    @Override
    public Uni<Integer> promote() {
        return closing.promote().invoke(promoted -> {
            if (promoted > 0) {
                onDue.run();
            }
        });
    }

    @Override
    public Uni<List<Entry>> history(String job, @Nullable Instant before, int limit) {
        return pool.preparedQuery(HISTORY)
                .execute(Tuple.of(job, before == null ? null : Rows.time(before), limit, Rows.KINDS, Rows.STATES))
                .map(rows -> Rows.list(rows, Rows::entry));
    }
}
