package io.bhiv.automation.ledger;

import io.bhiv.automation.evaluate.Occurrence;
import io.bhiv.automation.job.Policies;
import io.bhiv.automation.job.Policies.Lost;
import io.bhiv.automation.plan.RunKey;
import io.bhiv.automation.plan.Standing;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of any number of replicas.
 *
 * <p>Every statement handles a whole set, so a thousand due times cost as many round trips as one. Leases are compared with
 * the database's clock alone. Job rows are locked in the order of their names by whoever waits for them; claims and cursors
 * skip what is locked, so no two replicas can wait for each other.
 */
public final class PostgresLedger implements Ledger {

    private static final String RECONCILE = """
            WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[]) w(name, schedule)),
            retired AS (UPDATE automation.job j SET retired_at = now()
                WHERE j.retired_at IS NULL AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.name = j.name))
            INSERT INTO automation.job AS j (name, schedule, evaluated_to)
                SELECT name, schedule, now() FROM wanted ORDER BY name
            ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule, retired_at = NULL,
                above = j.above AND j.retired_at IS NULL AND j.schedule = excluded.schedule,
                evaluated_to = CASE WHEN j.retired_at IS NOT NULL OR j.schedule <> excluded.schedule
                    THEN greatest(j.evaluated_to, now()) ELSE j.evaluated_to END
            RETURNING\s""" + Rows.STANDING;

    private static final String RECORD = """
            INSERT INTO automation.run AS r (job, due_at, kind, state, reason, ended_at)
            SELECT n.job, n.due_at, n.kind, n.state, n.reason, CASE WHEN n.state <> 'due' THEN now() END
            FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[])
                AS n(job, due_at, kind, state, reason)
            ON CONFLICT DO NOTHING RETURNING\s""" + Rows.ENTRY;

    /** A cursor that is locked by somebody stays behind: the next look records what is there already, which does nothing. */
    private static final String MOVE_CURSORS = """
            WITH c AS (SELECT * FROM unnest($1::text[], $2::timestamptz[]) c(name, upto)),
            free AS (SELECT j.name, c.upto FROM automation.job j JOIN c ON c.name = j.name
                WHERE j.evaluated_to < c.upto FOR UPDATE OF j SKIP LOCKED)
            UPDATE automation.job j SET evaluated_to = free.upto FROM free WHERE j.name = free.name""";

    private static final String RECORD_OCCASION = """
            WITH fresh AS (INSERT INTO automation.occasion (job, key)
                SELECT $1::text, $4::text WHERE $4::text IS NOT NULL ON CONFLICT DO NOTHING RETURNING 1)
            INSERT INTO automation.run (job, due_at, kind, state)
            SELECT $1::text, greatest($2::timestamptz, (SELECT max(due_at) + interval '1 microsecond' FROM automation.run
                WHERE job = $1::text AND due_at >= $2::timestamptz AND due_at < $2::timestamptz + interval '1 second')),
                $3::text, 'due'
            WHERE $4::text IS NULL OR EXISTS (SELECT 1 FROM fresh)
            RETURNING job, due_at""";

    /** One statement: the crossing and the run it is due for are noted together or not at all, by one replica. */
    private static final String CROSS = """
            WITH crossed AS (UPDATE automation.job SET above = $2 WHERE name = $1 AND above <> $2 RETURNING above)
            INSERT INTO automation.run (job, due_at, kind, state)
            SELECT $1, greatest($3::timestamptz, (SELECT max(due_at) + interval '1 microsecond' FROM automation.run
                WHERE job = $1 AND due_at >= $3::timestamptz)), 'event', 'due' FROM crossed WHERE crossed.above
            RETURNING job, due_at""";

    private static final String RENEW = """
            UPDATE automation.run r SET lease_until = now() + $4::interval
            FROM unnest($1::text[], $2::timestamptz[], $3::int[]) m(job, due_at, epoch)
            WHERE r.job = m.job AND r.due_at = m.due_at AND r.epoch = m.epoch AND r.state = 'running'
            RETURNING r.job, r.due_at, r.cancel_requested""";

    private static final String REOPEN = """
            UPDATE automation.run r SET state = 'due', replica = NULL, lease_until = NULL
            FROM unnest($1::text[], $2::timestamptz[]) m(job, due_at)
            WHERE r.job = m.job AND r.due_at = m.due_at AND r.state = 'running' AND r.lease_until < now()
                AND r.epoch < $3""";

    static final String PROMOTE = """
            UPDATE automation.run r SET state = 'due' FROM (
                SELECT DISTINCT ON (w.job) w.job, w.due_at FROM automation.run w
                WHERE w.state = 'waiting' AND ($1::text[] IS NULL OR w.job = ANY($1))
                    AND NOT EXISTS (SELECT 1 FROM automation.run b WHERE b.job = w.job AND b.state = 'running')
                ORDER BY w.job, w.due_at) first
            WHERE r.job = first.job AND r.due_at = first.due_at AND r.state = 'waiting'""";

    private final Pool pool;
    private final PartitionDays partitions;
    private final ClaimTransaction claims;
    private final CloseTransaction closes;
    private final Duration lease;

    /**
     * A view of the ledger for one replica.
     *
     * @param replica this process among the others; appears in the ledger and the reports
     * @param lease how long a claim lasts without renewal, and so how long a dead replica's runs stay with it
     */
    public PostgresLedger(Pool pool, String replica, Duration lease) {
        this.pool = pool;
        this.lease = lease;
        this.partitions = new PartitionDays(pool);
        this.claims = new ClaimTransaction(pool, replica, lease);
        this.closes = new CloseTransaction(pool);
    }

    @Override
    public Uni<Instant> now() {
        return pool.query("SELECT clock_timestamp() AS at")
                .execute()
                .map(rows -> Rows.instant(rows.iterator().next(), "at"));
    }

    @Override
    public Uni<Map<String, Standing>> reconcile(Map<String, String> schedules) {
        List<Map.Entry<String, String>> wanted =
                schedules.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        Tuple rows = Tuple.of(Rows.texts(wanted, Map.Entry::getKey), Rows.texts(wanted, Map.Entry::getValue));
        return now().chain(now -> partitions.cover(List.of(now, now.plus(Duration.ofDays(1)))))
                .chain(() -> query(RECONCILE, rows))
                .map(Rows::standings);
    }

    @Override
    public Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        Uni<List<Entry>> recorded = occurrences.isEmpty()
                ? Uni.createFrom().item(List.of())
                : partitions
                        .cover(occurrences.stream().map(Occurrence::dueAt).toList())
                        .chain(() -> query(RECORD, rowsOf(occurrences)))
                        .map(rows -> Rows.list(rows, Rows::entry));
        // Rows first, cursors after: dying in between only means that the rows are recorded again, which does nothing.
        return recorded.call(() -> moveCursors(cursors));
    }

    private Uni<RowSet<Row>> moveCursors(Map<String, Instant> cursors) {
        List<Map.Entry<String, Instant>> moved = List.copyOf(cursors.entrySet());
        return query(
                MOVE_CURSORS, Tuple.of(Rows.texts(moved, Map.Entry::getKey), Rows.times(moved, Map.Entry::getValue)));
    }

    private static Tuple rowsOf(List<Occurrence> occurrences) {
        return Tuple.tuple()
                .addArrayOfString(Rows.texts(occurrences, Occurrence::job))
                .addArrayOfOffsetDateTime(Rows.times(occurrences, Occurrence::dueAt))
                .addArrayOfString(
                        Rows.texts(occurrences, o -> Rows.word(o.occasion().kind())))
                .addArrayOfString(Rows.texts(occurrences, o -> o.isDue() ? "due" : "missed"))
                .addArrayOfString(Rows.texts(occurrences, PostgresLedger::why));
    }

    private static @Nullable String why(Occurrence occurrence) {
        return switch (occurrence.fate()) {
            case Occurrence.Fate.Due due -> null;
            case Occurrence.Fate.Missed(String why) -> why;
        };
    }

    @Override
    public Uni<Optional<RunKey>> recordOccasion(Occurrence occurrence) {
        Tuple row = Tuple.of(
                occurrence.job(),
                Rows.time(occurrence.dueAt()),
                Rows.word(occurrence.occasion().kind()),
                occurrence.occasion().key().orElse(null));
        return partitions
                .cover(List.of(occurrence.dueAt()))
                // Two at the same microsecond collide on the primary key; the loser looks again and moves on by one.
                .chain(() -> query(RECORD_OCCASION, row)
                        .onFailure(Rejections::isDuplicate)
                        .retry()
                        .atMost(20))
                .map(rows -> Rows.list(rows, Rows::key).stream().findFirst());
    }

    @Override
    public Uni<Optional<RunKey>> cross(String job, boolean above, Instant at) {
        return partitions
                .cover(List.of(at))
                .chain(() -> query(CROSS, Tuple.of(job, above, Rows.time(at))))
                .map(rows -> Rows.list(rows, Rows::key).stream().findFirst());
    }

    @Override
    public Uni<Claims> claim(int atMost, Function<String, Policies> policies) {
        return claims.run(atMost, policies);
    }

    @Override
    public Uni<Renewal> renew(Collection<Claim> held) {
        if (held.isEmpty()) {
            return Uni.createFrom().item(new Renewal(Set.of(), Set.of()));
        }
        Tuple rows = Tuple.of(
                Rows.texts(held, claim -> claim.key().job()),
                Rows.times(held, claim -> claim.key().dueAt()),
                Rows.numbers(held, Claim::epoch),
                ClaimTransaction.interval(lease));
        return query(RENEW, rows).map(PostgresLedger::renewal);
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
    public Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies) {
        return closes.run(new ArrayList<>(closings), policies);
    }

    @Override
    public Uni<List<Entry>> expired(int limit) {
        return query(
                        "SELECT " + Rows.ENTRY + " FROM automation.run r WHERE r.state = 'running'"
                                + " AND r.lease_until < now() ORDER BY r.lease_until LIMIT $1",
                        Tuple.of(limit))
                .map(rows -> Rows.list(rows, Rows::entry));
    }

    @Override
    public Uni<Integer> reopen(List<RunKey> expired) {
        return query(REOPEN, Tuple.of(Rows.texts(expired, RunKey::job), Rows.times(expired, RunKey::dueAt), Lost.TIMES))
                .map(RowSet::rowCount);
    }

    @Override
    public Uni<Integer> promote() {
        return query(PROMOTE, Tuple.of((Object) null)).map(RowSet::rowCount);
    }

    @Override
    public Uni<Boolean> pause(String job, Optional<String> why) {
        return query("UPDATE automation.job SET paused = $2 WHERE name = $1", Tuple.of(job, why.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Map<String, Standing>> standings(Collection<String> jobs) {
        return query(
                        "SELECT " + Rows.STANDING + " FROM automation.job j WHERE j.name = ANY($1)",
                        Tuple.of(jobs.toArray(String[]::new)))
                .map(Rows::standings);
    }

    @Override
    public Uni<List<Entry>> history(String job, @Nullable Instant before, int limit) {
        return query(
                        "SELECT " + Rows.ENTRY + " FROM automation.run r WHERE r.job = $1"
                                + " AND ($2::timestamptz IS NULL OR r.due_at < $2) ORDER BY r.due_at DESC LIMIT $3",
                        Tuple.of(job, before == null ? null : Rows.time(before), limit))
                .map(rows -> Rows.list(rows, Rows::entry));
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    /** How many rows are in each state; for metrics and for tests that count. */
    public Uni<Map<RunState, Long>> census() {
        return pool.query("SELECT state, count(*) AS rows FROM automation.run GROUP BY state")
                .execute()
                .map(rows -> Rows.list(rows, row -> row).stream()
                        .collect(Collectors.toMap(
                                row -> RunState.ofWord(row.getString("state")), row -> row.getLong("rows"))));
    }
}
