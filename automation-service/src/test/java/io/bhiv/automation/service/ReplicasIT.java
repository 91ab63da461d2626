package io.bhiv.automation.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that are stopped, and replicas whose database goes away: what runs is neither dropped nor run twice. */
@Tag("faults")
class ReplicasIT {

    private static final Duration LEASE = Duration.ofSeconds(2);
    /** {@code -Dautomation.outage.seconds=60} is a whole minute without the database. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("automation.outage.seconds", 4));

    private static final Map<String, String> SETTINGS =
            Map.of("AUTOMATION_LEASE", LEASE.toString(), "AUTOMATION_STOP_GRACE", "1S");

    @TempDir
    private Path folder;

    private final CountDownLatch over = new CountDownLatch(1);
    private TargetServer target;

    @BeforeEach
    void start() {
        LedgerRows.forgetAll();
        target = new TargetServer();
        target.answers(request -> {
            if (request.path().equals("/held")) {
                waitFor(over);
            }
            boolean refused = request.path().equals("/refused") && calls("/refused") == 1;
            return new Reply(refused ? 503 : 200, "{}");
        });
    }

    @AfterEach
    void stop() {
        over.countDown();
        target.close();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "SIGTERM dropped the runs that a replica held",
            now = "They end within the grace, or another replica runs them, once; only a call under way is cancelled")
    void aStoppedReplicaLeavesNothingUnknownAndHandsBackWhatItHasNotDone() throws IOException {
        jobs("""
                {"name":"held","trigger":{"type":"onStartup","once":"per-deployment"},
                 "actions":[{"type":"http","url":"%1$s/held"}]},
                {"name":"refused","trigger":{"type":"onStartup","once":"per-deployment"},
                 "actions":[{"type":"http","url":"%1$s/refused"}],"policies":{"retry":{"backoff":"PT30S","cap":"PT30S"}}},
                {"name":"tick","trigger":{"type":"interval","value":"PT0.2S"},
                 "actions":[{"type":"http","url":"%1$s/tick"}]}""");
        try (ReplicaProcess first = new ReplicaProcess("first", folder, SETTINGS)) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(LedgerRows.states("held")).isEqualTo(Map.of("running", 1L));
                assertThat(LedgerRows.states("tick")).containsKey("succeeded");
                assertThat(calls("/refused")).isEqualTo(1);
            });
            first.stop();
        }
        assertThat(LedgerRows.states("held")).isEqualTo(Map.of("cancelled", 1L));
        assertThat(LedgerRows.of("held").getFirst().reason()).isEqualTo("the service was stopped");
        assertThat(LedgerRows.states("tick")).doesNotContainKeys("running", "unknown");
        assertThat(LedgerRows.states("refused")).isEqualTo(Map.of("due", 1L));

        try (ReplicaProcess second = new ReplicaProcess("second", folder, SETTINGS)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(LedgerRows.states("refused")).isEqualTo(Map.of("succeeded", 1L)));
            assertThat(second.starts()).isEqualTo(1);
        }
        assertThat(calls("/refused")).as("once more, not twice").isEqualTo(2);
        assertThat(target.requests().stream()
                        .filter(one -> one.path().equals("/refused"))
                        .map(one -> one.headers().get("idempotency-key"))
                        .distinct())
                .as("as the same call")
                .hasSize(1);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A database outage longer than a lease ended automation's own runs as unknown, or ran them twice",
            now = "They go on without the database, and their ends are recorded when it is back")
    void aDatabaseOutageLongerThanALeaseNeitherDoublesNorEndsARun() throws Exception {
        neitherDoublesNorEndsARun(() -> {
            PostgresResource.stopServer();
            return PostgresResource::startServer;
        });
    }

    /** As an index build takes it: what is written waits, and is ended by its lock timeout. */
    @Test
    void aLockOnTheLedgerLongerThanALeaseNeitherDoublesNorEndsARun() throws Exception {
        neitherDoublesNorEndsARun(() -> {
            Connection holder = DriverManager.getConnection(PostgresResource.jdbcUrl());
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("LOCK TABLE automation.run IN SHARE MODE");
            }
            return holder;
        });
    }

    /** @param outage begins when it is opened and ends when it is closed */
    private void neitherDoublesNorEndsARun(Callable<AutoCloseable> outage) throws Exception {
        Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        jobs("""
                {"name":"kept","trigger":{"type":"onStartup","once":"per-deployment"},
                 "actions":[{"type":"http","url":"%1$s/held"}],"policies":{"timeout":{"attempt":"PT5M","total":"PT5M"}}},
                {"name":"repeatable","trigger":{"type":"onStartup","once":"per-deployment"},
                 "actions":[{"type":"http","url":"%1$s/held"}],
                 "policies":{"lost":"retry","timeout":{"attempt":"PT5M","total":"PT5M"}}},
                {"name":"tick","trigger":{"type":"interval","value":"PT0.5S"},
                 "actions":[{"type":"http","url":"%1$s/tick"}],"policies":{"misfire":{"mode":"all","limit":1000}}}""");
        try (ReplicaProcess one = new ReplicaProcess("one", folder, SETTINGS);
                ReplicaProcess other = new ReplicaProcess("other", folder, SETTINGS)) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(calls("/held")).isEqualTo(2);
                assertThat(LedgerRows.states("tick")).containsKey("succeeded");
            });
            try (AutoCloseable _ = outage.call()) {
                Waiting.during(OUTAGE);
            }
            // Any take-over comes a lease after the outage.
            await().during(LEASE.multipliedBy(2)).atMost(LEASE.multipliedBy(10)).untilAsserted(() -> {
                assertThat(LedgerRows.states("kept")).isEqualTo(Map.of("running", 1L));
                assertThat(LedgerRows.states("repeatable")).isEqualTo(Map.of("running", 1L));
            });
            over.countDown();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(LedgerRows.states("kept")).isEqualTo(Map.of("succeeded", 1L));
                assertThat(LedgerRows.states("repeatable")).isEqualTo(Map.of("succeeded", 1L));
            });
            assertThat(calls("/held")).isEqualTo(2);
            assertThat(one.starts() + other.starts()).isEqualTo(2);
        }
        assertThat(LedgerRows.of("tick").getFirst().dueAt()).isAfterOrEqualTo(due);
        assertThat(target.requests().stream()
                        .filter(request -> request.path().equals("/tick"))
                        .map(request -> request.headers().get("idempotency-key")))
                .as("none is run twice")
                .doesNotHaveDuplicates();
        assertThat(LedgerRows.states("tick")).doesNotContainKey("unknown");
    }

    private void jobs(String jobs) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"jobs\":[" + jobs.formatted(target.url()) + "]}");
    }

    private long calls(String path) {
        return target.requests().stream().filter(one -> one.path().equals(path)).count();
    }

    private static void waitFor(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
