package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.biometric.Webhooks;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The name of the broker does not exist (yet), as at the first start of a cluster: ADR 0001 says that intake needs PostgreSQL alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class UnresolvableKafkaIT {

    private static final Map<String, String> ELSEWHERE = Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka.invalid:9092");

    private final FaultStage stage = FaultStage.open();

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A Kafka name that does not resolve kept the biometric bridge from starting",
            now = "It starts, takes webhooks, and readiness names what is missing")
    void biometricTakesWebhooks() throws IOException {
        ServiceProcess service = stage.started(Place.BIOMETRIC, ELSEWHERE);

        assertThat(Webhooks.send(Webhooks.night("nobody", 50), service).status())
                .isEqualTo(202);

        assertThat(stage.column("SELECT count(*) FROM biometric.delivery")).containsExactly("1");
        saysWhatIsMissing(service);
        stopsQuietly(service);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A Kafka name that does not resolve kept the bucket from starting",
            now = "It starts, takes and leases packets, and readiness names what is missing")
    void bucketTakesPackets() throws IOException {
        ServiceProcess service = stage.started(Place.BUCKET, ELSEWHERE);
        String packet =
                "{\"packet_id\":\"%s\",\"user_id\":\"u\",\"timestamp\":\"2026-07-01T10:00:00Z\",\"cognitive_state\":\"ON_TASK\"}"
                        .formatted(UUID.randomUUID());

        assertThat(post(service, "/api/v1/bucket/prana/ingest", packet).status())
                .isEqualTo(200);

        assertThat(service.json("/api/v1/bucket/prana/packets/pending")
                        .path("count")
                        .asInt())
                .isOne();
        saysWhatIsMissing(service);
        stopsQuietly(service);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A Kafka name that does not resolve kept the core bridge from starting",
            now = "It starts, takes updates, and readiness names what is missing")
    void coreTakesUpdates() throws IOException {
        ServiceProcess service = stage.started(Place.CORE, ELSEWHERE);

        Answer answer = post(service, "/core/update", "{\"module\":\"early\",\"data\":{}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(stage.column("SELECT update_id FROM core.pending_update")).containsExactly(answer.text("update_id"));
        saysWhatIsMissing(service);
        stopsQuietly(service);
    }

    private static void saysWhatIsMissing(ServiceProcess service) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode ready = service.json("/q/health/ready");
            assertThat(ready.path("status").asText()).isEqualTo("UP");
            assertThat(ready.findValuesAsText("topics"))
                    .containsExactly("unknown: no address in kafka.bootstrap.servers resolves");
        });
        assertThat(service.answers("/q/health/live")).isEqualTo(200);
    }

    private static void stopsQuietly(ServiceProcess service) {
        service.stop();
        assertThat(service.log()).doesNotContain("Error Occurred After Shutdown");
    }

    private static Answer post(ServiceProcess service, String path, String body) throws IOException {
        return Answer.to(HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }
}
