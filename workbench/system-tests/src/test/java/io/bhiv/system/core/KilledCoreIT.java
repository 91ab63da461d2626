package io.bhiv.system.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.Callers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Updates through the real core bridge and the real bucket, and {@code kill -9} of both at random instants under load.
 * {@code -Dfault.core.kills=20} kills more often, {@code -Dfault.seed=…} repeats the instants of an earlier run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class KilledCoreIT {

    private static final int KILLS = Integer.getInteger("fault.core.kills", 3);
    private static final Duration PAUSE = Duration.ofMillis(Integer.getInteger("fault.pause", 60));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    private final CoreStage stage = CoreStage.started(1, Map.of());
    private final ServiceProcess bucket = stage.bucket();
    private final ServiceProcess core = stage.core();

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void anUpdateIsStoredByTheBucketAndEveryAnswerShowsIt() throws IOException {
        String data = "{\"price\":12345678901234567890.125,\"note\":\"é ✓\"}";
        Answer answer = Answer.to(
                CoreStage.update(core, "{\"module\":\"finance\",\"session_id\":\"journey-1\",\"data\":" + data + "}")
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

        stage.awaitNothingPending();
        JsonNode status = core.json("/bucket/status");
        assertThat(status.path("total_sync_count").asLong()).isPositive();
        assertThat(status.path("module_sync_counts").path("finance").asLong()).isOne();
        assertThat(instant(status, "last_sync_time")).isAfterOrEqualTo(instant(trace, "synced_at"));
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            JsonNode health = core.json("/core/health");
            assertThat(health.path("status").asText()).isEqualTo("ok");
            assertThat(instant(health, "last_sync_ts")).isAfterOrEqualTo(instant(trace, "synced_at"));
        });

        JsonNode objects = bucket.json("/api/v1/bucket/objects?module=finance");
        assertThat(objects.path("count").asInt()).isOne();
        JsonNode object = objects.path("objects").path(0);
        assertThat(object.path("object_id").asText()).isEqualTo(id);
        assertThat(object.path("session_id").asText()).isEqualTo("journey-1");
        assertThat(instant(object, "stored_at")).isEqualTo(instant(trace, "stored_at"));
        assertThat(stage.backends().column("SELECT data::text FROM bucket.object WHERE module = 'finance'"))
                .containsExactly(data);
        assertThat(object.path("data").path("note").asText()).isEqualTo("é ✓");
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsSyncedOnceAfterIt() {
        System.out.println("Killing the core bridge " + KILLS + " times, the bucket once [fault.seed=" + SEED + "]");
        Random random = new Random(SEED);
        Callers callers = stage.robots(16, PAUSE, SEED);
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

        assertThat(callers.cut()).isPositive();
        stage.everyUpdateIsOneObject(callers);
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

    private JsonNode trace(String id) {
        return core.json("/core/updates/" + id);
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
