package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class LoopsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final LoopSettings RARE = new LoopSettings(Duration.ofHours(1), Duration.ofMillis(300));

    @Inject
    BackgroundLoops loops;

    @Inject
    Housekeeping housekeeping;

    @Inject
    Heartbeats heartbeats;

    @Inject
    Pool pool;

    @Test
    void aTurnThatFailsIsFollowedByAnother() {
        AtomicInteger turns = new AtomicInteger();
        loops.start(
                "failing-twice",
                RARE,
                () -> turns.incrementAndGet() <= 2
                        ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                        : Uni.createFrom().item(Step.IDLE));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(3));
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "A loop whose turn was over its time left it running, half done",
            now = "The turn is cancelled")
    void aTurnThatNeverEndsIsCancelled() {
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        Uni<Step> hanging = Uni.createFrom().<Step>nothing().onCancellation().invoke(cancelled::incrementAndGet);
        loops.start(
                "hanging-once",
                RARE,
                () -> turns.incrementAndGet() == 1 ? hanging : Uni.createFrom().item(Step.IDLE));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(2));
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void aJobOfTheSchedulerRetriesUntilItSucceedsAndShowsItsHeartbeat() {
        AtomicInteger turns = new AtomicInteger();
        housekeeping.start("housekeeping-test", RARE, () -> switch (turns.incrementAndGet()) {
            case 1 -> Uni.createFrom().failure(new IllegalStateException("not yet"));
            case 2, 3 -> Uni.createFrom().item(Step.MORE);
            default -> Uni.createFrom().item(Step.IDLE);
        });

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(4));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heartbeats.all())
                        .filteredOn(heartbeat -> heartbeat.loop().equals("housekeeping-test"))
                        .singleElement()
                        .satisfies(
                                heartbeat -> assertThat(heartbeat.lastSuccess()).isNotNull())
                        .satisfies(heartbeat ->
                                assertThat(heartbeat.failuresInARow()).isZero()));
    }

    @Test
    void aTurnThatThrowsDoesNotEndTheLoop() {
        AtomicInteger turns = new AtomicInteger();
        loops.start("throwing-once", RARE, () -> {
            if (turns.incrementAndGet() == 1) {
                throw new IllegalStateException("a mistake");
            }
            return Uni.createFrom().item(Step.IDLE);
        });

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(2));
    }

    @Test
    void moreWorkRunsAtOnceAndANudgeWakes() {
        AtomicInteger turns = new AtomicInteger();
        BackgroundLoop loop = loops.start(
                "nudged", RARE, () -> Uni.createFrom().item(turns.incrementAndGet() < 5 ? Step.MORE : Step.IDLE));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(5));

        loop.nudge();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(6));
    }

    @Test
    void oneTurnAtATimeHoweverManyNudges() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BackgroundLoop loop = loops.start("crowded", RARE, () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            return Uni.createFrom()
                    .item(Step.IDLE)
                    .onItem()
                    .delayIt()
                    .by(Duration.ofMillis(1))
                    .invoke(inside::decrementAndGet);
        });
        List<Thread> crowd = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    for (int n = 0; n < 500; n++) {
                        loop.nudge();
                    }
                }))
                .toList();

        crowd.forEach(LoopsIT::join);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(inside).hasValue(0));
        assertThat(most).hasValue(1);
    }

    @Test
    void daysAheadAreMadeAndOldDaysDropped() {
        run("CREATE SCHEMA IF NOT EXISTS kit");
        run("CREATE TABLE kit.history (at timestamptz NOT NULL) PARTITION BY RANGE (at)");
        run("CREATE TABLE kit.history_20200101 PARTITION OF kit.history"
                + " FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00')");
        DayPartitions days = new DayPartitions(pool, "kit", "history");

        days.ensure(3).await().atMost(PATIENCE);
        days.ensure(3).await().atMost(PATIENCE);
        int dropped = days.dropOlderThan(30).await().atMost(PATIENCE);

        assertThat(dropped).isEqualTo(1);
        assertThat(days.partitions().await().atMost(PATIENCE)).hasSize(5).doesNotContain("history_20200101");
        run("INSERT INTO kit.history VALUES (now())");
    }

    @Test
    void severalThatMakeTheSameDaysAtOnceAllSucceed() {
        run("CREATE SCHEMA IF NOT EXISTS kit");
        for (int round = 0; round < 20; round++) {
            run("DROP TABLE IF EXISTS kit.raced");
            run("CREATE TABLE kit.raced (at timestamptz NOT NULL) PARTITION BY RANGE (at)");
            DayPartitions days = new DayPartitions(pool, "kit", "raced");

            Uni.join()
                    .all(Stream.generate(() -> days.ensure(2)).limit(4).toList())
                    .andFailFast()
                    .await()
                    .atMost(PATIENCE);

            run("INSERT INTO kit.raced VALUES (now())");
        }
    }

    @Test
    void daysWrittenOnceAreNotVacuumedForInserts() {
        run("CREATE SCHEMA IF NOT EXISTS kit");
        run("CREATE TABLE kit.once (at timestamptz NOT NULL) PARTITION BY RANGE (at)");

        new DayPartitions(pool, "kit", "once").writtenOnce().ensure(0).await().atMost(PATIENCE);

        assertThat(pool.query("SELECT reloptions[1] FROM pg_class WHERE relname ~ '^once_[0-9]{8}$'")
                        .executeAndAwait())
                .hasSize(2)
                .extracting(row -> row.getString(0))
                .containsOnly("autovacuum_vacuum_insert_threshold=-1");
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "An open reader at midnight stopped all intake while the next partition was made",
            now = "Partitions are made apart and attached; intake goes on")
    void aReaderThatHoldsTheTableOpenStopsNeitherIntakeNorThePartitions() throws Exception {
        run("CREATE SCHEMA IF NOT EXISTS kit");
        run("CREATE TABLE kit.held (at timestamptz NOT NULL, id uuid DEFAULT gen_random_uuid(), n integer,"
                + " PRIMARY KEY (at, id)) PARTITION BY RANGE (at)");
        run("CREATE INDEX held_n ON kit.held (n) WHERE n > 0");
        DayPartitions days = new DayPartitions(pool, "kit", "held").writtenOnce();
        days.ensure(0).await().atMost(PATIENCE);

        SqlConnection reader = pool.getConnection().await().atMost(PATIENCE);
        try {
            reader.query("BEGIN").executeAndAwait();
            reader.query("SELECT * FROM kit.held").executeAndAwait();
            days.ensure(2).await().atMost(PATIENCE);
            run("INSERT INTO kit.held VALUES (now())");
            run("INSERT INTO kit.held VALUES (now() + interval '2 days')");
        } finally {
            reader.closeAndAwait();
        }

        assertThat(days.partitions().await().atMost(PATIENCE)).hasSize(4);
        assertThat(pool.query("SELECT count(*) FROM pg_index WHERE indrelid IN"
                                + " (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'kit.held'::regclass)")
                        .executeAndAwait()
                        .iterator()
                        .next()
                        .getLong(0))
                .as("two indexes per partition, none twice")
                .isEqualTo(8);
        assertThat(pool.query("SELECT count(*) FROM pg_constraint WHERE conname = 'one_day'")
                        .executeAndAwait()
                        .iterator()
                        .next()
                        .getLong(0))
                .isZero();
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "Making a partition waited for its lock for as long as it took",
            now = "500 ms at a time, with retries")
    void attachingWaitsForALockOnlyAMomentAtATime() throws Exception {
        run("CREATE SCHEMA IF NOT EXISTS kit");
        run("CREATE TABLE kit.locked (at timestamptz NOT NULL) PARTITION BY RANGE (at)");
        DayPartitions days = new DayPartitions(pool, "kit", "locked");

        SqlConnection holder = pool.getConnection().await().atMost(PATIENCE);
        try {
            holder.query("BEGIN").executeAndAwait();
            holder.query("LOCK TABLE kit.locked IN SHARE MODE").executeAndAwait();
            var made = days.ensure(0).subscribeAsCompletionStage();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(days.partitions().await().atMost(PATIENCE))
                            .isNotEmpty());
            assertThat(made).isNotDone();
            holder.query("ROLLBACK").executeAndAwait();
            made.get(10, TimeUnit.SECONDS);
        } finally {
            holder.closeAndAwait();
        }
        run("INSERT INTO kit.locked VALUES (now())");
    }

    private void run(String statement) {
        pool.query(statement).execute().await().atMost(PATIENCE);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
