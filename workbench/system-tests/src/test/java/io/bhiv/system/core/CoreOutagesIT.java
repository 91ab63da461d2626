package io.bhiv.system.core;

import static io.bhiv.system.core.CoreStage.awaitAcknowledgedMore;
import static io.bhiv.system.core.CoreStage.health;
import static io.bhiv.system.core.CoreStage.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.load.machine.RssProbe;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the core bridge needs is taken away under load, one thing at a time, for {@code -Dfault.core.down} (ISO 8601, 5 s
 * by default; the promise was tried with a minute). Nothing acknowledged is lost, and health is right meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class CoreOutagesIT {

    private static final Duration DOWN = Duration.parse(System.getProperty("fault.core.down", "PT5S"));
    private static final double RSS_LIMIT_MIB = 600;

    /** Callers whose updates any machine synchronises as fast as they come: what waits has waited for what was taken away. */
    private static final int STEADY = 4;

    /** All but the one that asks, which must be left out before anything is killed and not in the same breath. */
    private static final String KILL_CONNECTIONS = """
            SELECT pg_terminate_backend(pid) FROM (
                SELECT pid FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND usename = current_user AND backend_type = 'client backend' OFFSET 0
            ) AS others
            """;

    /** When each update was accepted, by the database's clock, is forgotten when it is synced. */
    private static final String KEEP_ACCEPTED = """
            CREATE TABLE IF NOT EXISTS core.accepted_update (update_id uuid PRIMARY KEY, accepted_at timestamptz NOT NULL);
            CREATE OR REPLACE FUNCTION core.keep_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN
                INSERT INTO core.accepted_update VALUES (NEW.update_id, NEW.accepted_at) ON CONFLICT DO NOTHING;
                RETURN NULL;
              END $$;
            CREATE OR REPLACE TRIGGER keep_accepted AFTER INSERT ON core.pending_update FOR EACH ROW EXECUTE FUNCTION core.keep_accepted();
            """;

    private final CoreStage stage = CoreStage.started(
            1,
            Map.of(
                    "BRIDGE_CORE_STATUS_PATIENCE", "2S",
                    "BRIDGE_KAFKA_REQUEST_TIMEOUT", "2S",
                    "BRIDGE_KAFKA_DELIVERY_TIMEOUT", "4S",
                    "BRIDGE_KAFKA_BREAKER_OPEN_FOR", "3S",
                    "BRIDGE_CORE_JOURNAL_GRACE", "6S"));
    private final ServiceProcess core = stage.core();

    @BeforeEach
    void forget() {
        // A test that failed may have left it down, and the next ones would fail for that alone.
        if (!stage.bucket().handle().isAlive()) {
            stage.bucket().start();
        }
        stage.forgetFigures();
    }

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void withoutTheBucketPendingGrowsHealthIsDegradedAndLatencyCounts() {
        stage.backends().execute(KEEP_ACCEPTED);
        Callers callers = stage.robots(STEADY, Duration.ofMillis(20), 1);
        long usual;
        try (callers) {
            awaitAcknowledgedMore(callers, 300);
            usual = awaitUsual();
            stage.bucket().kill();

            degradedWithAReason("has waited");
            long early = pending(core);
            callers.letRun(DOWN);
            assertThat(pending(core)).isGreaterThan(early);
            assertThat(callers.statuses()).containsOnlyKeys(200);
            stage.bucket().start();
        }
        // Until health is ok: what waited is late until it is stored, however long that takes a busy machine.
        stage.everyUpdateIsOneObject(callers);
        assertThat(health(core).path("avg_latency_ms_24h").asLong()).isGreaterThan(usual);
        latencyIsThatOfEveryUpdate();
    }

    @Test
    @Tag("timing")
    void withoutKafkaIntakeIsUnharmedAndTheBacklogDrains() {
        Callers callers = stage.robots(STEADY, Duration.ofMillis(20), 2);
        try (callers;
                RssProbe memory = RssProbe.watching(core.handle())) {
            awaitAcknowledgedMore(callers, 1_000);
            long began = System.nanoTime();
            callers.letRun(Duration.ofSeconds(4));
            long down = System.nanoTime();
            var _ = awaitUsual();
            stage.backends().kafka().stop();

            degradedWithAReason("has waited");
            callers.letRun(DOWN);
            assertThat(core.answers("/q/health/ready")).isEqualTo(200);
            assertThat(core.answers("/q/health/live")).isEqualTo(200);
            assertThat(pending(core)).isGreaterThan(100);
            Duration before = callers.p99(began, down);
            Duration meanwhile = callers.p99(down, System.nanoTime());
            stage.backends().kafka().start();
            assertThat(meanwhile).isLessThan(before.multipliedBy(3).plus(Duration.ofMillis(150)));
            assertThat(memory.peakMib()).isLessThan(RSS_LIMIT_MIB);
        }
        assertThat(callers.statuses()).containsOnlyKeys(200);
        assertThat(callers.cut()).isZero();
        stage.everyUpdateIsOneObject(callers);
    }

    @Test
    void withoutPostgresCallersGet503AndNoRestartIsNeeded() {
        long pid = core.handle().pid();
        Callers callers = stage.robots(16, Duration.ofMillis(20), 3);
        try (callers) {
            for (boolean cleanly : new boolean[] {true, false}) {
                awaitAcknowledgedMore(callers, 300);
                if (cleanly) {
                    stage.backends().postgres().stop();
                } else {
                    stage.backends().postgres().crash();
                }
                int before = refused(callers);
                await().atMost(Duration.ofSeconds(20)).until(() -> refused(callers) >= before + 100);
                downBecauseOfTheStore();
                assertThat(core.answers("/core/health")).isEqualTo(503);
                assertThat(core.answers("/q/health/live")).isEqualTo(200);
                stage.backends().postgres().start();
            }
            awaitAcknowledgedMore(callers, 300);
        }
        assertThat(callers.statuses().keySet()).isSubsetOf(200, 503);
        assertThat(callers.cut()).isZero();
        assertThat(core.handle().pid()).isEqualTo(pid);
        stage.everyUpdateIsOneObject(callers);
    }

    /** As a failing network does it: all at once, again and again. */
    @Test
    void connectionsThatAreKilledCostARetryAtMost() {
        Callers callers = stage.robots(16, Duration.ofMillis(30), 4);
        try (callers) {
            for (int times = 0; times < 10; times++) {
                awaitAcknowledgedMore(callers, 200);
                assertThat(stage.backends().column(KILL_CONNECTIONS)).isNotEmpty();
            }
            awaitAcknowledgedMore(callers, 200);
            assertThat(core.answers("/q/health/ready")).isEqualTo(200);
        }
        assertThat(callers.statuses().keySet()).isSubsetOf(200, 503);
        stage.everyUpdateIsOneObject(callers);
    }

    private void downBecauseOfTheStore() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode health = health(core);
            assertThat(health.path("status").asText()).isEqualTo("down");
            assertThat(health.path("reason").asText()).contains("store does not answer");
        });
    }

    /** The usual latency in milliseconds. Late is what waits ten times as long, so it must have got over a cold start. */
    private long awaitUsual() {
        return await().atMost(Duration.ofMinutes(1))
                .until(() -> health(core).path("avg_latency_ms_24h").asLong(), latency -> latency < 2_000);
    }

    private void degradedWithAReason(String reason) {
        await().atMost(DOWN.plusSeconds(20)).untilAsserted(() -> {
            JsonNode health = health(core);
            assertThat(health.path("status").asText()).isEqualTo("degraded");
            assertThat(health.path("reason").asText()).contains(reason);
        });
    }

    /** The latency in health is the mean over all updates, as the database has them one by one; none is left out or cut short. */
    private void latencyIsThatOfEveryUpdate() {
        String mean = "SELECT avg(extract(epoch FROM synced_at - accepted_at)) * 1000"
                + " FROM core.synced_update LEFT JOIN core.accepted_update USING (update_id)";
        // Both at each look: the last updates may be synced between two of them.
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            double milliseconds =
                    Double.parseDouble(stage.backends().column(mean).iterator().next());
            assertThat(health(core).path("avg_latency_ms_24h").asDouble()).isCloseTo(milliseconds, within(20.0));
        });
    }

    private static int refused(Callers callers) {
        return callers.statuses().getOrDefault(503, 0);
    }
}
