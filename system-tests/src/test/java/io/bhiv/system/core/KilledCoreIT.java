package io.bhiv.system.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.system.biometric.Answer;
import io.bhiv.system.biometric.Callers;
import io.bhiv.system.biometric.ServiceProcess;
import io.bhiv.system.biometric.Stage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Updates through the real core bridge and the real bucket, and {@code kill -9} of both at random instants under load.
 * {@code -Dfault.core.kills=20} kills more often, {@code -Dfault.seed=…} repeats the instants of an earlier run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledCoreIT {

    private static final int KILLS = Integer.getInteger("fault.core.kills", 4);
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

    private final Stage stage = Stage.open();
    private final ServiceProcess bucket = stage.prepared("bucket-service", settings());
    private final ServiceProcess core = stage.prepared("core-bridge-service", settings());

    @BeforeAll
    void start() {
        bucket.start();
        core.start();
    }

    @AfterAll
    void end() {
        stage.close();
    }

    /** The broker forgets a killed consumer and the sweeper takes over sooner than they would outside a test. */
    private static Map<String, String> settings() {
        return Map.of(
                "KAFKA_SESSION_TIMEOUT_MS",
                "6000",
                "KAFKA_HEARTBEAT_INTERVAL_MS",
                "2000",
                "BRIDGE_CORE_JOURNAL_GRACE",
                "3S",
                "REDIS_HOST",
                "",
                "KARMA_TRACKER_URL",
                "");
    }

    @Test
    void anUpdateIsStoredByTheBucketAndEveryAnswerSaysSo() throws IOException {
        String data = "{\"price\":12345678901234567890.125,\"note\":\"é ✓\"}";
        Answer answer = Answer.to(update("{\"module\":\"finance\",\"session_id\":\"journey-1\",\"data\":" + data + "}")
                .build());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("success");
        assertThat(answer.text("session_id")).isEqualTo("journey-1");
        String id = answer.text("update_id");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(trace(id).path("state").asText()).isEqualTo("synced"));
        JsonNode trace = trace(id);
        assertThat(trace.path("object_id").asText()).isEqualTo(id);
        assertThat(instant(trace, "synced_at")).isAfter(instant(trace, "received_at"));
        assertThat(instant(trace, "stored_at")).isBetween(instant(trace, "received_at"), instant(trace, "synced_at"));

        awaitNothingPending();
        JsonNode status = core.json("/bucket/status");
        assertThat(status.path("total_sync_count").asLong()).isPositive();
        assertThat(status.path("module_sync_counts").path("finance").asLong()).isOne();
        assertThat(instant(status, "last_sync_time")).isAfterOrEqualTo(instant(trace, "synced_at"));
        JsonNode health = core.json("/core/health");
        assertThat(health.path("status").asText()).isEqualTo("ok");
        assertThat(instant(health, "last_sync_ts")).isAfterOrEqualTo(instant(trace, "synced_at"));

        JsonNode objects = bucket.json("/api/v1/bucket/objects?module=finance");
        assertThat(objects.path("count").asInt()).isOne();
        JsonNode object = objects.path("objects").path(0);
        assertThat(object.path("object_id").asText()).isEqualTo(id);
        assertThat(object.path("session_id").asText()).isEqualTo("journey-1");
        assertThat(instant(object, "stored_at")).isEqualTo(instant(trace, "stored_at"));
        assertThat(stage.column("SELECT data::text FROM bucket.object WHERE module = 'finance'"))
                .containsExactly(data);
        assertThat(object.path("data").path("note").asText()).isEqualTo("é ✓");
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsSyncedOnceAfterIt() {
        System.out.println("Killing the core bridge " + KILLS + " times, the bucket once [fault.seed=" + SEED + "]");
        Random random = new Random(SEED);
        Callers callers =
                Callers.calling(new Callers.Errand(this::robot, "update_id"), 16, Duration.ofMillis(15), SEED);
        try (callers) {
            for (int kill = 0; kill < KILLS; kill++) {
                callers.letRun(Duration.ofMillis(random.nextInt(2_000)));
                killAndRestart(core, callers);
                if (kill == KILLS / 2) {
                    callers.letRun(Duration.ofMillis(random.nextInt(1_000)));
                    killAndRestart(bucket, callers);
                }
            }
        }

        assertThat(callers.breaches()).isEmpty();
        assertThat(callers.cut()).isPositive();
        awaitNothingPending();
        everyUpdateIsOneObject(callers);
        System.out.printf(
                "  acknowledged %d of %d, cut %d, answers %s%n",
                callers.acknowledged().size(), callers.begun(), callers.cut(), callers.statuses());
    }

    private static void killAndRestart(ServiceProcess service, Callers callers) {
        service.kill();
        service.start();
        int before = callers.acknowledged().size();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> callers.acknowledged().size() > before);
    }

    /** Every request was sent until it was acknowledged, so the bucket holds neither less than that nor more. */
    private void everyUpdateIsOneObject(Callers callers) {
        Set<String> acknowledged = callers.acknowledged();
        assertThat(acknowledged).hasSize(callers.begun());
        assertThat(stage.column("SELECT update_id FROM bucket.object WHERE module = 'robotics'"))
                .isEqualTo(acknowledged);
        assertThat(stage.column("SELECT update_id FROM core.synced_update")).containsAll(acknowledged);
        assertThat(stage.column("SELECT update_id FROM core.synced_update GROUP BY 1 HAVING count(*) > 1"))
                .isEmpty();
        assertThat(stage.column("SELECT update_id FROM core.pending_update")).isEmpty();
        assertThat(stage.column("SELECT update_id FROM core.parked_update")).isEmpty();
        assertThat(core.json("/bucket/status")
                        .path("module_sync_counts")
                        .path("robotics")
                        .asInt())
                .isEqualTo(acknowledged.size());
    }

    private void awaitNothingPending() {
        await().atMost(DRAIN_LIMIT).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            JsonNode health = core.json("/core/health");
            assertThat(health.path("pending_queue").asLong(-1)).isZero();
            assertThat(health.path("status").asText()).isEqualTo("ok");
        });
    }

    private JsonNode trace(String id) {
        return core.json("/core/updates/" + id);
    }

    /** With a key of its own, so that a second sending is known for what it is. */
    private HttpRequest robot(Random random) {
        return update("{\"module\":\"robotics\",\"session_id\":\"robot-%d\",\"data\":{\"steps\":%d}}"
                        .formatted(random.nextInt(50), random.nextInt()))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build();
    }

    private HttpRequest.Builder update(String body) {
        return HttpRequest.newBuilder(core.uri("/core/update"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
