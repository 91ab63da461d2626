package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the local profile offers and production does not, and with what production refuses to start. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("faults")
class StartupIT {

    private static final Map<String, String> PRODUCTION = Map.of(
            "QUARKUS_PROFILE", "prod",
            "BRIDGE_AUTH_MODE", "",
            // SHA-256 of "fake-key"
            "BRIDGE_AUTH_KEYS_OPS_SHA256", "cdefebd9a557c4077f6dc7b07b239948f3484caf1ca3ada74e4723c1e39c758d",
            "BRIDGE_AUTH_KEYS_OPS_ROLES", "operator");
    private static final Webhook FAILURE = new Webhook("/webhook/simulate-failure", Map.of(), new byte[0]);

    private final FaultStage stage = FaultStage.open();

    /** The first at this broker, with the local profile. */
    private final ServiceProcess local = stage.started(Place.BIOMETRIC, Map.of());

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void simulatedFailuresOpenTheBreakerInTheLocalProfile() throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            statuses.add(Webhooks.send(FAILURE, local).status());
        }
        Answer sixth = Webhooks.send(FAILURE, local);

        assertThat(statuses).containsOnly(500);
        assertThat(sixth.status()).isEqualTo(503);
        assertThat(sixth.hasRetryAfter()).isTrue();
        assertThat(Verdict.breaker(local)).isEqualTo("open");
        assertThat(local.answers("/q/health/ready")).isEqualTo(200);
        assertThat(Webhooks.send(Webhooks.night("ordinary", 50), local).status())
                .isEqualTo(202);
    }

    /** A broker lists a new topic only a moment after it confirmed it. Last at this service, because the end of a log is the end of a service. */
    @Test
    @Order(Integer.MAX_VALUE)
    void topicsJustCreatedAreNotReportedMissing() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(local.log()).contains("Topic created [topic=health-events"));
        local.stop();

        assertThat(local.log()).doesNotContain("Topics are missing");
    }

    @Test
    void productionHasNoSimulatedFailuresAndAsksForAKey() throws IOException {
        ServiceProcess service = stage.started(Place.BIOMETRIC, PRODUCTION);

        for (int i = 0; i < 6; i++) {
            assertThat(Webhooks.send(FAILURE, service).status()).isIn(401, 404);
        }
        assertThat(Verdict.breaker(service)).isEqualTo("closed");
        assertThat(service.answers("/api/v1/biometric/backlog")).isEqualTo(401);
        assertThat(Webhooks.send(Webhooks.night("ordinary", 50), service).status())
                .isEqualTo(202);
        service.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OURA_WEBHOOK_SECRET", "WHOOP_WEBHOOK_SECRET", "TERRA_WEBHOOK_SECRET"})
    void productionDoesNotStartWithoutAProvidersSecret(String variable) throws InterruptedException {
        Map<String, String> without = new HashMap<>(PRODUCTION);
        without.put(variable, "");

        assertThat(refusal(without)).contains("Not starting", variable);
    }

    @Test
    void productionDoesNotStartWithoutKeys() throws InterruptedException {
        assertThat(refusal(Map.of("QUARKUS_PROFILE", "prod", "BRIDGE_AUTH_MODE", "")))
                .contains("Not starting", "bridge.auth.keys");
    }

    @Test
    void productionDoesNotStartOpenToEverybody() throws InterruptedException {
        assertThat(refusal(Map.of("QUARKUS_PROFILE", "prod", "BRIDGE_AUTH_MODE", "open")))
                .contains("Not starting", "bridge.auth.mode");
    }

    /** Its log before it ended with a failure. */
    private String refusal(Map<String, String> environment) throws InterruptedException {
        ServiceProcess service = stage.prepared(Place.BIOMETRIC, environment);
        Process process = service.launch();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        return service.log();
    }
}
