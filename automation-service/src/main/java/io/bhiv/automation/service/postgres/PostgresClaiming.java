package io.bhiv.automation.service.postgres;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.ClaimPlan;
import io.bhiv.automation.engine.plan.ClaimPlan.Candidate;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision;
import io.bhiv.automation.engine.plan.ClaimPlan.Situation;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.data.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Claims due runs in one transaction: lock their jobs, read what else of theirs runs or waits, decide,
 * apply.
 *
 * <p>The lock on the job is what makes overlap policies hold across replicas. A job that another transaction has locked is
 * skipped, not waited for: its due runs are being decided at this moment. The update checks the state again, so a row
 * that was claimed between the query and the lock is not claimed twice.
 */
final class PostgresClaiming {

    private static final String LIVE = """
            SELECT r.job, r.due_at, r.kind, r.state FROM automation.run r
            WHERE r.job = ANY($1) AND r.state IN ('running', 'waiting') AND NOT %s ORDER BY r.due_at""".formatted(Rows.LEFT_BEHIND);

    private static final String APPLY = """
            WITH claimed AS (
                UPDATE automation.run r SET state = d.state, reason = d.reason,
                    replica = CASE WHEN d.state = 'running' THEN $5 ELSE r.replica END,
                    epoch = CASE WHEN d.state = 'running' THEN r.epoch + 1 ELSE r.epoch END,
                    started_at = CASE WHEN d.state = 'running' THEN clock_timestamp() END,
                    lease_until = CASE WHEN d.state = 'running' THEN clock_timestamp() + $6::interval END,
                    ended_at = CASE WHEN d.state = 'skipped' THEN clock_timestamp() END
                FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) AS d(job, due_at, state, reason)
                WHERE r.job = d.job AND r.due_at = d.due_at
                    AND (r.state = 'due' OR (r.state = 'waiting' AND d.state = 'skipped'))
                RETURNING r.*),
            """ + RunTallySql.CLAIMED + "SELECT " + Rows.ENTRY + " FROM claimed r";

    private static final String CANCEL = """
            UPDATE automation.run r SET cancel_requested = true
            FROM unnest($1::text[], $2::timestamptz[]) AS d(job, due_at)
            WHERE r.job = d.job AND r.due_at = d.due_at AND r.state = 'running' RETURNING r.job, r.due_at""";

    private static final String GIVE_BACK = """
            UPDATE automation.run r SET state = 'due', replica = NULL, lease_until = NULL, cancel_requested = false
            FROM (SELECT r.job, r.due_at FROM automation.run r
                WHERE r.state = 'running' AND r.replica = $4 AND r.started_at >= $5
                    AND NOT EXISTS (SELECT FROM unnest($1::text[], $2::timestamptz[], $3::bigint[]) AS h(job, due_at, epoch)
                        WHERE h.job = r.job AND h.due_at = r.due_at AND h.epoch = r.epoch)
                ORDER BY r.job, r.due_at FOR UPDATE) lost
            WHERE r.job = lost.job AND r.due_at = lost.due_at AND r.state = 'running'""";

    private static final String THERE = "SELECT j.name FROM automation.job j WHERE NOT " + Rows.GONE;

    private final Pool pool;
    private final String replica;
    private final Duration lease;

    PostgresClaiming(Pool pool, String replica, Duration lease) {
        this.pool = pool;
        this.replica = replica;
        this.lease = lease;
    }

    Uni<Claims> claim(Room room, Function<String, Optional<Policies>> policies) {
        if (room.all() <= 0) {
            return Uni.createFrom().item(Claims.NONE);
        }
        return pool.withTransaction(connection -> due(connection, room, policies)
                .chain(found -> decideAndApply(connection, DueJob.of(found.rows(), policies), room, found.more())));
    }

    Uni<Integer> giveBack(Instant since, Collection<Claim> held) {
        Tuple rows = new Columns<>(List.copyOf(held))
                .texts(claim -> claim.key().job())
                .times(claim -> claim.key().dueAt())
                .longs(claim -> (long) claim.epoch())
                .value(replica)
                .value(Rows.time(since))
                .tuple();
        return pool.preparedQuery(GIVE_BACK).execute(rows).map(RowSet::rowCount);
    }

    /** Due rows; {@code more} when there may be others. */
    private record Found(List<Row> rows, boolean more) {
        static final Found NOTHING = new Found(List.of(), false);

        Found and(Found other) {
            return new Found(Stream.concat(rows.stream(), other.rows.stream()).toList(), more || other.more);
        }
    }

    /** However much is due of jobs that only other replicas have, it takes the place of nothing else: then these jobs are left out by name. */
    private static Uni<Found> due(SqlConnection connection, Room room, Function<String, Optional<Policies>> policies) {
        Set<String> full =
                room.held().keySet().stream().filter(job -> room.of(job) == 0).collect(Collectors.toSet());
        return due(connection, room, full)
                .chain(found -> found.more() && found.rows().stream().anyMatch(row -> isOfOthers(row, policies))
                        ? ofOthers(connection, policies).chain(others -> due(connection, room, both(full, others)))
                        : Uni.createFrom().item(found));
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }

    private static boolean isOfOthers(Row row, Function<String, Optional<Policies>> policies) {
        return !row.getBoolean("gone") && policies.apply(row.getString("job")).isEmpty();
    }

    private static Uni<Set<String>> ofOthers(SqlConnection connection, Function<String, Optional<Policies>> policies) {
        return connection
                .preparedQuery(THERE)
                .execute()
                .map(rows -> Rows.list(rows, row -> row.getString("name")).stream()
                        .filter(job -> policies.apply(job).isEmpty())
                        .collect(Collectors.toSet()));
    }

    /** What is due now, then backfills and catch-ups in the room that is left. */
    private static Uni<Found> due(SqlConnection connection, Room room, Set<String> without) {
        String[] full = without.toArray(String[]::new);
        return due(connection, "NOT IN", room.all(), full)
                .chain(live -> due(
                                connection,
                                "IN",
                                Math.min(
                                        room.background(),
                                        room.all() - live.rows().size()),
                                full)
                        .map(live::and));
    }

    private static Uni<Found> due(SqlConnection connection, String kinds, int atMost, String[] full) {
        if (atMost <= 0) {
            return Uni.createFrom().item(Found.NOTHING);
        }
        // Few different texts, so that each is prepared once.
        int limit = Integer.highestOneBit(atMost);
        return connection
                .preparedQuery(due(kinds, limit))
                .execute(Tuple.of(full, Rows.KINDS))
                .map(rows -> new Found(Rows.list(rows, row -> row), rows.size() == limit));
    }

    /**
     * The limit is part of the text, so that the planner knows how few these are, however many are due. Kinds that only a newer version
     * knows are left to its replicas.
     */
    private static String due(String kinds, int limit) {
        return """
            SELECT r.job, r.due_at, r.kind, j.paused, %3$s AS gone FROM automation.run r
            JOIN automation.job j ON j.name = r.job
            WHERE r.state = 'due' AND r.kind %1$s ('backfill', 'catch_up') AND r.due_at <= clock_timestamp() AND r.job <> ALL($1)
                AND r.kind = ANY($2)
            ORDER BY r.due_at LIMIT %2$d FOR UPDATE OF j SKIP LOCKED""".formatted(kinds, limit, Rows.GONE);
    }

    /** A job with due runs, as its row and the file in force have it. */
    private record DueJob(String name, Overlap overlap, Optional<String> paused, List<Candidate> due) {

        /** Jobs that only other replicas know yet are left to them; runs of jobs that are gone may be ended by any replica. */
        static List<DueJob> of(List<Row> rows, Function<String, Optional<Policies>> policies) {
            Map<String, DueJob> jobs = new LinkedHashMap<>();
            rows.forEach(row -> {
                String name = row.getString("job");
                Optional<Policies> known = policies.apply(name);
                if (known.isPresent() || row.getBoolean("gone")) {
                    jobs.computeIfAbsent(
                                    name,
                                    job -> new DueJob(
                                            job,
                                            known.orElseGet(Policies::standard).overlap(),
                                            Optional.ofNullable(row.getString("paused")),
                                            new ArrayList<>()))
                            .due()
                            .add(candidate(row));
                }
            });
            return List.copyOf(jobs.values());
        }

        List<Decision> decide(List<Candidate> running, List<Candidate> waiting, int room) {
            return ClaimPlan.of(overlap, new Situation(paused, running, waiting), due, room)
                    .decisions();
        }
    }

    /** One of a kind that only a newer version knows is waited for, and neither stopped nor a reason to skip another, as a backfill is. */
    private static Candidate candidate(Row row) {
        return new Candidate(Rows.key(row), Rows.kind(row).orElse(Occasion.Kind.BACKFILL));
    }

    private Uni<Claims> decideAndApply(SqlConnection connection, List<DueJob> jobs, Room room, boolean more) {
        if (jobs.isEmpty()) {
            return Uni.createFrom().item(Claims.NONE);
        }
        return connection
                .preparedQuery(LIVE)
                .execute(new Columns<>(jobs).texts(DueJob::name).tuple())
                .map(live -> decide(jobs, live, room))
                .chain(decisions -> apply(connection, decisions, more));
    }

    private static List<Decision> decide(List<DueJob> jobs, RowSet<Row> live, Room room) {
        Map<String, List<Candidate>> running = new HashMap<>();
        Map<String, List<Candidate>> waiting = new HashMap<>();
        live.forEach(row -> {
            String job = row.getString("job");
            boolean runs = row.getString("state").equals(RunState.RUNNING.wireName());
            (runs ? running : waiting)
                    .computeIfAbsent(job, name -> new ArrayList<>())
                    .add(candidate(row));
        });
        return jobs.stream()
                .flatMap(job -> job
                        .decide(
                                running.getOrDefault(job.name(), List.of()),
                                waiting.getOrDefault(job.name(), List.of()),
                                room.of(job.name()))
                        .stream())
                .toList();
    }

    private Uni<Claims> apply(SqlConnection connection, List<Decision> decisions, boolean more) {
        List<Decision> changes =
                decisions.stream().filter(d -> !(d instanceof Decision.Cancel)).toList();
        return change(connection, changes)
                .chain(changed -> cancel(connection, cancels(decisions, changed))
                        .map(cancelled -> new Claims(
                                changed.stream()
                                        .filter(entry -> entry.state() == RunState.RUNNING)
                                        .map(PostgresClaiming::claim)
                                        .toList(),
                                changed.stream()
                                        .filter(entry -> entry.state() == RunState.SKIPPED)
                                        .toList(),
                                cancelled,
                                more)));
    }

    /** A run is stopped only where what replaces it waits now: else it was decided about meanwhile, and nothing would run. */
    private static List<RunKey> cancels(List<Decision> decisions, List<Entry> changed) {
        Set<String> waits = changed.stream()
                .filter(entry -> entry.state() == RunState.WAITING)
                .map(entry -> entry.key().job())
                .collect(Collectors.toSet());
        return decisions.stream()
                .filter(Decision.Cancel.class::isInstance)
                .map(Decision::key)
                .filter(key -> waits.contains(key.job()))
                .sorted()
                .toList();
    }

    private Uni<List<Entry>> change(SqlConnection connection, List<Decision> changes) {
        Tuple rows = new Columns<>(changes)
                .texts(change -> change.key().job())
                .times(change -> change.key().dueAt())
                .texts(PostgresClaiming::state)
                .texts(change -> change instanceof Decision.Skip skip ? skip.why() : null)
                .value(replica)
                .value(Interval.of(lease))
                .tuple();
        return connection.preparedQuery(APPLY).execute(rows).map(found -> Rows.list(found, Rows::entry));
    }

    private static String state(Decision decision) {
        return switch (decision) {
            case Decision.Start start -> RunState.RUNNING.wireName();
            case Decision.Skip skip -> RunState.SKIPPED.wireName();
            case Decision.Wait wait -> RunState.WAITING.wireName();
            case Decision.Cancel cancel -> throw new IllegalStateException("a cancel changes no state by itself");
        };
    }

    private static Uni<List<RunKey>> cancel(SqlConnection connection, List<RunKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return connection
                .preparedQuery(CANCEL)
                .execute(Rows.keys(keys).tuple())
                .map(rows -> Rows.list(rows, Rows::key));
    }

    private static Claim claim(Entry entry) {
        return new Claim(
                entry.key(),
                entry.epoch(),
                entry.kind(),
                Objects.requireNonNull(entry.startedAt(), "a running row has a start"));
    }
}
