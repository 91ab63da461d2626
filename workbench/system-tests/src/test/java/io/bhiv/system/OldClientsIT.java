package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Programs written for the old API, which know of no keys, against a bucket and a core bridge that ask for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OldClientsIT {

    private static final String ORIGIN = "https://learn.example.org";
    private static final String PAGE_KEY = "pk-learn-0123456789abcdef";
    private static final String PRANA = "/api/v1/bucket/prana";

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess bucket = stage.started(
            Place.BUCKET,
            inKeysMode("POST " + PRANA + "/ingest,GET " + PRANA + "/packets/pending,POST " + PRANA
                    + "/packets/mark-processed,GET " + PRANA + "/packets/user/*,GET " + PRANA + "/status"));
    private final ServiceProcess core = stage.started(
            Place.CORE,
            inKeysMode("POST /core/update,POST /core/updates/replay,GET /bucket/status,POST /core/executions"));

    @AfterAll
    void end() {
        stage.close();
    }

    private static Map<String, String> inKeysMode(String anonymous) {
        Map<String, String> settings = new HashMap<>();
        settings.put("BRIDGE_AUTH_MODE", "keys");
        settings.put("BRIDGE_AUTH_ANONYMOUS", anonymous);
        settings.put("BRIDGE_AUTH_KEYS_OPS_SHA256", sha256("secret-of-operators"));
        settings.put("BRIDGE_AUTH_KEYS_OPS_ROLES", "operator");
        settings.put("BRIDGE_AUTH_KEYS_PAGE_SHA256", sha256(PAGE_KEY));
        settings.put("BRIDGE_AUTH_KEYS_PAGE_ROLES", "ingest");
        settings.put("BRIDGE_AUTH_KEYS_PAGE_PUBLISHABLE", "true");
        settings.put("BRIDGE_AUTH_KEYS_PAGE_ORIGINS", ORIGIN);
        return settings;
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Modules without a key could not reach the core bridge in keys mode",
            now = "The old routes that are named open answer them in the old form; operators' routes stay closed")
    void aModuleWithoutAKeySendsUpdatesAndReadsTheirStatus() throws IOException {
        Answer answer = post(core, "/core/update", "{\"module\":\"old\",\"data\":{\"score\":87}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("success");
        assertThat(answer.text("message")).isEqualTo("Data received and logged for module old");
        assertThat(UUID.fromString(answer.text("session_id"))).isNotNull();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(core.json("/bucket/status")
                                .path("module_sync_counts")
                                .path("old")
                                .asLong())
                        .isOne());
        JsonNode health = core.json("/core/health");
        assertThat(health.path("uptime_s").isFloatingPointNumber()).isTrue();
        assertThat(health.path("avg_latency_ms_24h").isFloatingPointNumber()).isTrue();
        assertThat(post(core, "/core/executions", "{\"team_id\":\"t\",\"action\":\"a\",\"result\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(core.answers("/core/updates/" + answer.text("update_id"))).isEqualTo(401);
        assertThat(post(core, "/core/updates/replay", "").status()).isEqualTo(403);
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Learning pages and Karma consumers without a key could not reach the bucket in keys mode",
            now = "They ingest, lease, settle and read on the old routes")
    void aLearnersPacketGoesThroughTheQueueWithoutAKey() throws IOException {
        Answer stored = post(bucket, PRANA + "/ingest", packet("old-learner"));
        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.text("status")).isEqualTo("ingested");
        String id = stored.text("packet_id");

        JsonNode pending = bucket.json(PRANA + "/packets/pending?limit=10");
        assertThat(pending.path("packets").findValuesAsText("packet_id")).contains(id);
        Answer settled = post(
                bucket,
                PRANA + "/packets/mark-processed",
                "{\"packet_id\":\"%s\",\"success\":true,\"karma_actions\":[\"focus\"]}".formatted(id));

        assertThat(settled.status()).isEqualTo(200);
        assertThat(bucket.json(PRANA + "/packets/user/old-learner").toString()).contains(id);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(bucket.json(PRANA + "/status")
                                .path("processed_packets")
                                .asLong())
                        .isPositive());
        assertThat(bucket.answers("/api/v1/bucket/objects")).isEqualTo(401);
    }

    /** As {@code navigator.sendBeacon} sends it: no headers of its own, the key in the query. */
    @Test
    void aPageSendsWithItsPublishableKey() throws IOException {
        Answer beacon = Answer.to(HttpRequest.newBuilder(bucket.uri(PRANA + "/ingest?api_key=" + PAGE_KEY))
                .header("Content-Type", "text/plain;charset=UTF-8")
                .header("Origin", ORIGIN)
                .POST(BodyPublishers.ofString(packet("page-learner")))
                .build());
        Answer update = Answer.to(HttpRequest.newBuilder(core.uri("/core/updates?api_key=" + PAGE_KEY))
                .header("Content-Type", "application/json")
                .header("Origin", ORIGIN)
                .POST(BodyPublishers.ofString("{\"updates\":[{\"module\":\"page\",\"data\":{}}]}"))
                .build());
        Answer elsewhere = Answer.to(HttpRequest.newBuilder(core.uri("/core/updates?api_key=" + PAGE_KEY))
                .header("Content-Type", "application/json")
                .header("Origin", "https://elsewhere.example.org")
                .POST(BodyPublishers.ofString("{\"updates\":[]}"))
                .build());

        assertThat(beacon.status()).as(beacon.body()).isEqualTo(200);
        assertThat(update.status()).as(update.body()).isEqualTo(200);
        assertThat(elsewhere.status()).isIn(401, 403);
    }

    private static String packet(String user) {
        return "{\"packet_id\":\"%s\",\"user_id\":\"%s\",\"timestamp\":\"2026-07-01T10:00:00Z\",\"cognitive_state\":\"ON_TASK\"}"
                .formatted(UUID.randomUUID(), user);
    }

    private static Answer post(ServiceProcess service, String path, String body) throws IOException {
        return Answer.to(HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
