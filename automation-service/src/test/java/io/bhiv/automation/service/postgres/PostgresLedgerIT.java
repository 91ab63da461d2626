package io.bhiv.automation.service.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.ledger.LedgerContract;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.testing.PostgresResource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.data.Interval;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PostgresLedgerIT extends LedgerContract {

    private static Vertx vertx;
    private static Pool pool;

    /** Whatever a test did through the ledger, in every state of a run; days that retention dropped and a backfill made again are left out. */
    @AfterEach
    void theTallyAgreesWithTheRows() {
        var differences = pool.query("""
                        WITH tally AS (
                            SELECT minute, sum(stored) AS stored, sum(published) AS published, sum(dead) AS dead, sum(dropped) AS dropped
                            FROM automation.event_tally_delta GROUP BY minute
                        ), rows AS (
                            SELECT date_trunc('minute', due_at) AS minute, count(*) AS stored,
                                count(*) FILTER (WHERE state = 'succeeded') AS published,
                                count(*) FILTER (WHERE state IN ('failed', 'unknown')) AS dead,
                                count(*) FILTER (WHERE state IN ('skipped', 'missed', 'cancelled')) AS dropped
                            FROM automation.run GROUP BY 1
                        )
                        SELECT * FROM rows LEFT JOIN tally USING (minute)
                        WHERE minute > now() - interval '20 days' AND (rows.stored, rows.published, rows.dead, rows.dropped)
                            IS DISTINCT FROM (tally.stored, tally.published, tally.dead, tally.dropped)""").executeAndAwait();
        assertThat(differences).extracting(row -> row.toJson().encode()).isEmpty();
    }

    @BeforeAll
    static void migrate() throws SQLException {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS automation CASCADE");
        }
        Flyway.configure()
                .dataSource(PostgresResource.jdbcUrl(), EmbeddedPostgresServer.USER, PostgresResource.password())
                .schemas("automation")
                .locations("db/migration", "db/kit")
                .createSchemas(true)
                .load()
                .migrate();
        vertx = Vertx.vertx();
        pool = Pool.newInstance(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(10))
                .connectingTo(new PgConnectOptions()
                        .setHost(EmbeddedPostgresServer.HOST)
                        .setPort(PostgresResource.port())
                        .setDatabase(EmbeddedPostgresServer.DATABASE)
                        .setUser(EmbeddedPostgresServer.USER)
                        .setPassword(PostgresResource.password())
                        .setCachePreparedStatements(true))
                .using(vertx.getDelegate())
                .build());
    }

    @AfterAll
    static void close() {
        get(pool.close());
        get(vertx.close());
    }

    @Override
    protected Ledger fresh() {
        get(pool.query("TRUNCATE automation.run, automation.job, automation.occasion, automation.event_tally_delta")
                .execute());
        return replica("one");
    }

    @Override
    protected boolean pause(String job, Optional<String> why) {
        return get(pool.preparedQuery("UPDATE automation.job SET paused = $2 WHERE name = $1")
                                .execute(Tuple.of(job, why.orElse(null))))
                        .rowCount()
                == 1;
    }

    @Override
    protected JobState state(String job) {
        return Objects.requireNonNull(Rows.jobStates(
                        get(pool.preparedQuery("SELECT " + Rows.STANDING + " FROM automation.job j WHERE j.name = $1")
                                .execute(Tuple.of(job))))
                .get(job));
    }

    @Override
    protected void passes(Duration time) {
        get(pool.preparedQuery(
                        "UPDATE automation.job SET retired_at = retired_at - $1::interval, held_at = held_at - $1::interval")
                .execute(Tuple.of(Interval.of(time))));
    }

    @Test
    void replicasThatRecordAndClaimAtOnceShareEveryDueTimeOut() {
        fresh();
        List<PostgresLedger> replicas = List.of(replica("a"), replica("b"), replica("c"));
        get(replicas.getFirst().reconcile(Map.of("job", "s", "solo", "s")));
        Instant start = get(replicas.getFirst().now()).minusSeconds(10);
        List<Occurrence> due = IntStream.range(0, 3_000)
                .mapToObj(i -> Occurrence.due("job", start.plus(i, ChronoUnit.MILLIS), Occasion.SCHEDULED))
                .toList();

        List<Uni<List<Entry>>> recordings = new ArrayList<>();
        replicas.forEach(replica -> recordings.add(replica.record(due, Map.of("job", start))));
        int recorded = get(Uni.join().all(recordings).andFailFast()).stream()
                .mapToInt(List::size)
                .sum();
        assertThat(recorded).isEqualTo(3_000);

        Set<RunKey> claimed = new HashSet<>();
        while (claimed.size() < 3_000) {
            List<Uni<Claims>> looks = new ArrayList<>();
            replicas.forEach(replica -> looks.add(replica.claim(Room.of(100), job -> Optional.of(allow()))));
            get(Uni.join().all(looks).andFailFast())
                    .forEach(claims -> claims.started()
                            .forEach(claim -> assertThat(claimed.add(claim.key()))
                                    .as("claimed once")
                                    .isTrue()));
        }
        assertThat(census()).isEqualTo(Map.of(RunState.RUNNING, 3_000L));
    }

    @Test
    void overlapHoldsAcrossReplicasThatClaimAtOnce() {
        fresh();
        List<PostgresLedger> replicas = List.of(replica("a"), replica("b"), replica("c"));
        get(replicas.getFirst().reconcile(Map.of("solo", "s")));
        Instant start = get(replicas.getFirst().now()).minusSeconds(100);
        int started = 0;
        for (int i = 0; i < 50; i++) {
            get(replicas.getFirst()
                    .record(List.of(Occurrence.due("solo", start.plusMillis(i), Occasion.SCHEDULED)), Map.of()));
            List<Uni<Claims>> looks = new ArrayList<>();
            replicas.forEach(replica -> looks.add(replica.claim(Room.of(10), job -> Optional.of(Policies.standard()))));
            started += get(Uni.join().all(looks).andFailFast()).stream()
                    .mapToInt(claims -> claims.started().size())
                    .sum();
        }
        assertThat(started).as("the first still goes on").isEqualTo(1);
        get(replicas.getFirst().claim(Room.of(100), job -> Optional.of(Policies.standard())));
        assertThat(census()).isEqualTo(Map.of(RunState.RUNNING, 1L, RunState.SKIPPED, 49L));
    }

    @Test
    void oneRunWaitsWhicheverReplicaClaimsFirst() {
        fresh();
        List<PostgresLedger> replicas = List.of(replica("a"), replica("b"), replica("c"));
        get(replicas.getFirst().reconcile(Map.of("solo", "s")));
        Instant start = get(replicas.getFirst().now()).minusSeconds(100);
        for (int i = 0; i < 50; i++) {
            get(replicas.getFirst()
                    .record(List.of(Occurrence.due("solo", start.plusMillis(i), Occasion.SCHEDULED)), Map.of()));
            List<Uni<Claims>> looks = new ArrayList<>();
            replicas.forEach(replica -> looks.add(replica.claim(Room.of(10), job -> Optional.of(queueOne()))));
            get(Uni.join().all(looks).andFailFast());
        }
        get(replicas.getFirst().claim(Room.of(100), job -> Optional.of(queueOne())));
        assertThat(census()).isEqualTo(Map.of(RunState.RUNNING, 1L, RunState.WAITING, 1L, RunState.SKIPPED, 48L));
    }

    @Test
    void aReplicaWithAnOlderFileLeavesJobsThatItDoesNotKnowToTheOthers() {
        fresh();
        PostgresLedger old = replica("old");
        PostgresLedger current = replica("current");
        get(current.reconcile(Map.of("new job", "s")));
        get(current.record(
                List.of(Occurrence.due("new job", get(current.now()).minusSeconds(1), Occasion.SCHEDULED)), Map.of()));
        assertThat(get(old.claim(Room.of(10), job -> Optional.empty())).started())
                .isEmpty();
        assertThat(get(current.claim(Room.of(10), job -> Optional.of(allow()))).started())
                .hasSize(1);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A replica with an older job file that started during a rollout retired the new jobs for good: runs ended as"
                            + " no longer in the file, notices were dropped, and nothing was caught up after a restart",
            now =
                    "A job is there as long as a replica has it: each says so once a minute, and three minutes after the last its runs end")
    void aReplicaThatStartsWithAnOlderFileRetiresNoJobThatAnotherHas() {
        fresh();
        PostgresLedger old = replica("old");
        PostgresLedger current = replica("current");
        Map<String, String> newer = Map.of("old job", "s", "new job", "s", "new job/on-failure", "notice");
        Map<String, JobState> before = get(current.reconcile(newer));
        get(old.reconcile(Map.of("old job", "s")));
        get(current.record(
                List.of(Occurrence.due("new job", get(current.now()).minusSeconds(1), Occasion.SCHEDULED)), Map.of()));

        assertThat(claimedByOne(old)).isEmpty();
        for (int minute = 0; minute < 5; minute++) {
            get(current.hold(newer.keySet()));
            get(old.hold(Set.of("old job")));
            passes(Duration.ofMinutes(1));
            assertThat(claimedByOne(old)).isEmpty();
        }

        Claim claim = get(current.claim(Room.of(10), job -> Optional.of(allow())))
                .started()
                .getFirst();
        get(current.close(
                List.of(new Closing(claim.key(), claim.epoch(), RunState.FAILED, "because", 1)), job -> allow()));
        assertThat(get(current.history("new job/on-failure", null, 10))).hasSize(1);
        assertThat(get(current.reconcile(newer))).isEqualTo(afterAFailure(before));
    }

    private static List<Claim> claimedByOne(PostgresLedger withOlderFile) {
        Claims claims = get(withOlderFile.claim(
                Room.of(10), job -> job.equals("old job") ? Optional.of(allow()) : Optional.empty()));
        assertThat(claims.skipped()).isEmpty();
        return claims.started();
    }

    private static Map<String, JobState> afterAFailure(Map<String, JobState> before) {
        Map<String, JobState> after = new HashMap<>(before);
        after.computeIfPresent("new job", (name, state) -> new JobState(state.evaluatedTo(), 1, true, state.paused()));
        return after;
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Due runs of a job that only an ended replica had were left due until some replica started or changed its file",
            now =
                    "Those that do not have it say so once a minute, and end its runs when nobody has held it for three minutes")
    void whatNobodyHoldsAnyMoreIsEndedByThoseThatDoNotHaveIt() {
        fresh();
        PostgresLedger old = replica("old");
        PostgresLedger canary = replica("canary");
        get(old.reconcile(Map.of("old job", "s")));
        get(canary.reconcile(Map.of("old job", "s", "new job", "s")));
        get(canary.record(
                List.of(Occurrence.due("new job", get(canary.now()).minusSeconds(1), Occasion.SCHEDULED)), Map.of()));

        get(old.hold(Set.of("old job")));
        assertThat(claimedByOne(old)).isEmpty();
        passes(GONE_AFTER);
        get(old.hold(Set.of("old job")));

        assertThat(claimedByOne(old)).extracting(claim -> claim.key().job()).containsExactly("new job");
    }

    @ParameterizedTest
    @EnumSource(names = {"SCHEDULE", "BACKFILL"})
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "As many due runs of jobs that only another replica had as one claim takes (1,024) kept a replica from claiming"
                            + " any of its own, and it stayed healthy",
            now = "They are left out of what one claim takes")
    void dueRunsOfJobsThatOnlyOthersHaveTakeThePlaceOfNoOthers(Occasion.Kind kind) {
        fresh();
        PostgresLedger old = replica("old");
        PostgresLedger canary = replica("canary");
        get(old.reconcile(Map.of("old job", "s")));
        get(canary.reconcile(Map.of("old job", "s", "new job", "s", "other new job", "s")));
        Instant start = get(canary.now()).minusSeconds(100);
        List<Occurrence> due = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String job = i % 2 == 0 ? "new job" : "other new job";
            due.add(Occurrence.due(job, start.plusMillis(i), Occasion.of(kind)));
        }
        due.add(Occurrence.due("old job", start.plusSeconds(1), Occasion.of(kind)));
        get(canary.record(due, Map.of()));

        Claims claims =
                get(old.claim(Room.of(16), job -> job.equals("old job") ? Optional.of(allow()) : Optional.empty()));

        assertThat(claims.started()).extracting(claim -> claim.key().job()).containsExactly("old job");
        assertThat(claims.more()).isFalse();
        assertThat(census()).isEqualTo(Map.of(RunState.DUE, 40L, RunState.RUNNING, 1L));
    }

    @Test
    void nobodyGivesBackWhatAnotherReplicaHasClaimed() {
        fresh();
        PostgresLedger one = replica("one");
        get(one.reconcile(Map.of("job", "s")));
        Instant before = get(one.now());
        get(one.record(List.of(Occurrence.due("job", before.minusSeconds(1), Occasion.SCHEDULED)), Map.of()));
        assertThat(get(one.claim(Room.of(1), job -> Optional.of(allow()))).started())
                .hasSize(1);

        assertThat(get(replica("other").giveBack(before, List.of()))).isZero();
        assertThat(get(one.giveBack(before, List.of()))).isEqualTo(1);
        assertThat(get(replica("other").claim(Room.of(1), job -> Optional.of(allow())))
                        .started())
                .hasSize(1);
    }

    @Test
    void whereAllReplicasHaveTheSameJobsHoldingThemWritesNothing() {
        fresh();
        PostgresLedger ledger = replica("one");
        get(ledger.reconcile(Map.of("a", "s", "b", "s", "gone", "s")));
        get(ledger.reconcile(Map.of("a", "s", "b", "s")));
        String versions = "SELECT name, xmin::text, ctid::text FROM automation.job ORDER BY name";
        List<String> before = rows(versions);

        get(ledger.hold(List.of("b", "a")));

        assertThat(rows(versions)).isEqualTo(before);
    }

    private static List<String> rows(String sql) {
        return Rows.list(get(pool.query(sql).execute()), row -> row.toJson().encode());
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "One run of a kind that only a newer replica knew kept an older one from claiming and ending any run",
            now =
                    "It is left to the newer replicas, and a job waits for one that is running until its lease has been over for a minute")
    void runsOfAKindThatOnlyNewerReplicasKnowAreLeftToThem() {
        fresh();
        PostgresLedger ledger = replica("old");
        get(ledger.reconcile(Map.of("a", "s", "b", "s")));
        Instant start = get(ledger.now()).minusSeconds(100);
        get(ledger.record(
                List.of(
                        Occurrence.due("a", start, Occasion.SCHEDULED),
                        Occurrence.due("a", start.plusSeconds(1), Occasion.SCHEDULED),
                        Occurrence.due("b", start, Occasion.SCHEDULED),
                        Occurrence.due("b", start.plusSeconds(1), Occasion.SCHEDULED)),
                Map.of()));
        get(pool.query("UPDATE automation.run SET kind = 'newer'"
                        + " WHERE due_at = (SELECT min(due_at) FROM automation.run)")
                .execute());
        get(pool.query("UPDATE automation.run SET state = 'running', lease_until = now() - interval '30 seconds'"
                        + " WHERE kind = 'newer' AND job = 'b'")
                .execute());

        Claims claims = get(ledger.claim(Room.of(10), job -> Optional.of(Policies.standard())));

        assertThat(claims.started()).extracting(claim -> claim.key().job()).containsExactly("a");
        assertThat(claims.skipped()).isEmpty();
        assertThat(get(ledger.expired(10, job -> true))).isEmpty();
        assertThat(get(ledger.history("a", null, 10))).extracting(Entry::state).containsExactly(RunState.RUNNING);
        assertThat(get(ledger.history("b", null, 10))).extracting(Entry::state).containsExactly(RunState.WAITING);
        // What it does not know is as it was.
        assertThat(get(pool.query("SELECT state FROM automation.run WHERE kind = 'newer' ORDER BY job")
                        .execute()))
                .extracting(row -> row.getString(0))
                .containsExactly("due", "running");

        // After a rollback nobody ends it.
        get(pool.query("UPDATE automation.run SET lease_until = now() - interval '2 minutes'"
                        + " WHERE kind = 'newer' AND job = 'b'")
                .execute());
        assertThat(get(ledger.promote())).isEqualTo(1);
        assertThat(get(ledger.claim(Room.of(10), job -> Optional.of(Policies.standard())))
                        .started())
                .extracting(claim -> claim.key().job())
                .containsExactly("b");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A page of a job's runs was shorter than asked where a newer version had written some of them, and"
                    + " who stops at a short page missed all older ones",
            now = "Pages are full until the last one; runs of words that only a newer version knows are left out"
                    + " before they are counted")
    void aPageOfHistoryIsFullThoughSomeRunsAreOfANewerVersion() {
        fresh();
        PostgresLedger ledger = replica("old");
        get(ledger.reconcile(Map.of("job", "s")));
        Instant start = get(ledger.now()).truncatedTo(ChronoUnit.SECONDS).minusSeconds(100);
        get(ledger.record(
                IntStream.range(0, 6)
                        .mapToObj(second -> Occurrence.due("job", start.plusSeconds(second), Occasion.SCHEDULED))
                        .toList(),
                Map.of()));
        for (int second : List.of(2, 4)) {
            get(pool.preparedQuery("UPDATE automation.run SET kind = 'newer' WHERE due_at = $1")
                    .execute(Tuple.of(Rows.time(start.plusSeconds(second)))));
        }

        List<Instant> first = dueTimes(ledger, null);
        List<Instant> second = dueTimes(ledger, first.getLast());

        assertThat(first).containsExactly(start.plusSeconds(5), start.plusSeconds(3), start.plusSeconds(1));
        assertThat(second).containsExactly(start);
    }

    private static List<Instant> dueTimes(PostgresLedger ledger, @Nullable Instant before) {
        return get(ledger.history("job", before, 3)).stream()
                .map(entry -> entry.key().dueAt())
                .toList();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "After a rollback a run of a kind that only the newer version knew kept all later days of the ledger for ever",
            now =
                    "It is open for as long as days are kept, and then ends: as unknown where it had begun, as missed where it had not")
    void whatOnlyANewerVersionKnowsKeepsNoDayForEver() {
        fresh();
        PostgresLedger ledger = replica("old");
        get(ledger.reconcile(Map.of("job", "s")));
        Instant start = get(ledger.now()).minus(Duration.ofDays(16)).truncatedTo(ChronoUnit.MINUTES);
        List<Occurrence> past = IntStream.range(0, 6)
                .mapToObj(i -> Occurrence.due("job", start.plusSeconds(i), Occasion.of(Occasion.Kind.BACKFILL)))
                .toList();
        assertThat(get(ledger.record(past, Map.of()))).hasSize(6);
        String recordedLongAgo = "UPDATE automation.run SET recorded_at = now() - interval '15 days', ";
        change(start, recordedLongAgo + "kind = 'newer'");
        change(start.plusSeconds(1), recordedLongAgo + "kind = 'newer', state = 'waiting'");
        change(
                start.plusSeconds(2),
                recordedLongAgo + "kind = 'newer', state = 'running', lease_until = now() - interval '1 hour'");
        change(
                start.plusSeconds(3),
                recordedLongAgo + "kind = 'newer', state = 'running', lease_until = now() + interval '1 hour'");
        change(start.plusSeconds(4), "UPDATE automation.run SET kind = 'newer'");
        change(start.plusSeconds(5), recordedLongAgo + "state = 'waiting'");

        get(new Retention(pool, 14, 2).turn());

        assertThat(get(pool.query("SELECT state FROM automation.run ORDER BY due_at")
                        .execute()))
                .extracting(row -> row.getString(0))
                .containsExactly("missed", "missed", "unknown", "running", "due", "waiting");
        theTallyAgreesWithTheRows();

        get(pool.query(
                        "UPDATE automation.run SET recorded_at = now() - interval '15 days', lease_until = now() - interval '1 hour',"
                                + " kind = 'newer'")
                .execute());
        get(new Retention(pool, 14).turn());
        assertThat(get(pool.query("SELECT FROM automation.run").execute()).size())
                .isZero();
    }

    private static void change(Instant dueAt, String change) {
        assertThat(get(pool.preparedQuery(change + " WHERE due_at = $1").execute(Tuple.of(Rows.time(dueAt))))
                        .rowCount())
                .isOne();
    }

    @Test
    void aDayThatRetentionDroppedIsMadeAgainForABackfill() {
        fresh();
        PostgresLedger ledger = replica("one");
        get(ledger.reconcile(Map.of("job", "s")));
        Instant lastMonth = get(ledger.now()).minus(Duration.ofDays(30));
        Occurrence old = Occurrence.due("job", lastMonth, Occasion.of(Occasion.Kind.BACKFILL));
        assertThat(get(ledger.record(List.of(old), Map.of()))).hasSize(1);
        get(new DayPartitions(pool, "automation", "run").dropOlderThan(14));
        assertThat(get(ledger.record(List.of(old), Map.of()))).hasSize(1);
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Retention dropped days with due times in them that were still open",
            now = "A day stays until nothing at or before it is open")
    void retentionNeverDropsWhatIsOpen() {
        fresh();
        PostgresLedger ledger = replica("one");
        get(ledger.reconcile(Map.of("job", "s")));
        Instant lastMonth = get(ledger.now()).minus(Duration.ofDays(30));
        Occurrence old = Occurrence.due("job", lastMonth, Occasion.of(Occasion.Kind.BACKFILL));
        get(ledger.record(List.of(old), Map.of()));
        get(new Retention(pool, 14).turn());
        Claim claim = get(ledger.claim(Room.of(1), job -> Optional.of(allow())))
                .started()
                .getFirst();
        assertThat(claim.key().dueAt()).isEqualTo(old.dueAt());
        get(ledger.close(
                List.of(new Closing(claim.key(), claim.epoch(), RunState.SUCCEEDED, null, 1)), job -> allow()));
        get(new Retention(pool, 14).turn());
        assertThat(get(ledger.history("job", null, 10))).isEmpty();
    }

    @Test
    void retentionForgetsRequestsAndKeepsDeployments() {
        fresh();
        PostgresLedger ledger = replica("one");
        get(ledger.reconcile(Map.of("job", "s")));
        for (String key : List.of("request:a", "deployment:1")) {
            get(ledger.recordOccasion(due(ledger, key)));
        }
        get(pool.query("UPDATE automation.occasion SET recorded_at = now() - interval '15 days'")
                .execute());
        get(new Retention(pool, 14).turn());
        assertThat(get(ledger.recordOccasion(due(ledger, "request:a")))).isPresent();
        assertThat(get(ledger.recordOccasion(due(ledger, "deployment:1")))).isEmpty();
    }

    @Test
    void retentionForgetsOccasionsPieceByPiece() {
        fresh();
        get(pool.query(
                        "INSERT INTO automation.occasion (job, key, recorded_at)"
                                + " SELECT 'job', 'event:t/0/' || n, now() - interval '15 days' FROM generate_series(1, 25) AS n")
                .execute());

        get(new Retention(pool, 14, 10).turn());

        assertThat(get(pool.query("SELECT FROM automation.occasion").execute()).size())
                .isZero();
    }

    @Test
    void aDayIsMadeWhileAReaderHoldsTheTableOpen() {
        DayPartitions days = new DayPartitions(pool, "automation", "run");

        get(pool.withTransaction(reader -> reader.query("SELECT count(*) FROM automation.run")
                .execute()
                .chain(() -> days.cover(List.of(LocalDate.of(2099, 1, 1))))));

        assertThat(get(days.partitions())).contains("run_20990101");
    }

    @Test
    void retentionForgetsDeploymentsThatAHundredNewerOnesFollowed() {
        fresh();
        PostgresLedger ledger = replica("one");
        get(ledger.reconcile(Map.of("job", "s")));
        get(pool.query("INSERT INTO automation.occasion (job, key, recorded_at)"
                        + " SELECT 'job', 'deployment:' || n, now() - interval '15 days' - n * interval '1 minute'"
                        + " FROM generate_series(1, 102) AS n")
                .execute());
        get(new Retention(pool, 14).turn());
        assertThat(get(ledger.recordOccasion(due(ledger, "deployment:100")))).isEmpty();
        assertThat(get(ledger.recordOccasion(due(ledger, "deployment:101")))).isPresent();
        assertThat(get(ledger.recordOccasion(due(ledger, "deployment:102")))).isPresent();
    }

    private static Occurrence due(PostgresLedger ledger, String key) {
        return Occurrence.due("job", get(ledger.now()), Occasion.of(Occasion.Kind.STARTUP, key));
    }

    private static Map<RunState, Long> census() {
        return get(pool.query("SELECT state, count(*) AS runs FROM automation.run GROUP BY state")
                        .execute())
                .stream()
                .collect(Collectors.toMap(
                        row -> RunState.ofWireName(row.getString("state")).orElseThrow(), row -> row.getLong("runs")));
    }

    private static Policies queueOne() {
        Policies standard = Policies.standard();
        return new Policies(
                standard.misfire(), Overlap.QUEUE_ONE, standard.timeouts(), standard.retry(), standard.lost(), 0, 1);
    }

    private static PostgresLedger replica(String name) {
        return new PostgresLedger(pool, name, LEASE, () -> {});
    }

    private static Policies allow() {
        Policies standard = Policies.standard();
        return new Policies(
                standard.misfire(), Overlap.ALLOW, standard.timeouts(), standard.retry(), standard.lost(), 0, 1);
    }
}
