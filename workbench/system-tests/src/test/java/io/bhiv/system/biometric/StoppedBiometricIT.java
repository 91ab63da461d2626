package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.play.person.Population;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.state.Fault;
import io.bhiv.simulator.whoop.WhoopSimulator;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.HangingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** SIGTERM of a biometric bridge that is fetching: what ends is stored, the rest is free for another replica at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class StoppedBiometricIT {

    private static final int PAYLOADS = 3;

    /** What the stop gives fetches to end, and the rest of the stop. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(15);

    private static final Duration CALLED_WITHIN = Duration.ofSeconds(30);
    private static final String SECRET = "fake-client-secret-of-whoop";

    private final FaultStage stage = FaultStage.open();

    @BeforeEach
    void forgetDeliveries() {
        if (!stage.column("SELECT 'there' WHERE to_regclass('biometric.outstanding') IS NOT NULL")
                .isEmpty()) {
            stage.empty("biometric.outstanding, biometric.fetch_task");
        }
    }

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Payloads that were being downloaded when the biometric bridge was stopped waited for the end of their claims, and each stop counted against them as a crash does",
            now = "They are due at once, without an attempt used up")
    void payloadsThatDoNotComeAreFreeForAnotherReplicaAtOnce() throws IOException {
        try (HangingServer storage = storage()) {
            ServiceProcess service = started(Map.of());
            for (int i = 0; i < PAYLOADS; i++) {
                accepted(storage, service);
            }
            await().atMost(CALLED_WITHIN).until(() -> storage.requests().size() == PAYLOADS);

            long began = System.nanoTime();
            service.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPPED_WITHIN);
            assertThat(stage.column(
                            "SELECT count(*) || ' ' || max(attempts) || ' ' || max(begun) || ' ' || bool_and(claimed_until <= now())"
                                    + " FROM biometric.outstanding"))
                    .containsExactly(PAYLOADS + " 0 0 true");
            assertThat(service.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void aPayloadThatComesDuringTheStopIsStored() throws Exception {
        try (HangingServer storage = storage()) {
            ServiceProcess service = started(Map.of());
            String id = accepted(storage, service);
            await().atMost(CALLED_WITHIN).until(() -> storage.requests().size() == 1);

            service.handle().destroy();
            await().atMost(STOPPED_WITHIN).until(() -> service.answers("/q/health/ready") != 200);
            storage.answerAll();

            assertThat(service.handle().onExit().get(20, TimeUnit.SECONDS).isAlive())
                    .isFalse();
            assertThat(stage.column("SELECT event_id FROM biometric.outstanding o WHERE event_id = '" + id + "'"))
                    .isEmpty();
            assertThat(stage.column("SELECT count(*) FROM biometric.delivery WHERE channel = 'WEBHOOK_FETCH'"))
                    .containsExactly("1");
            assertThat(service.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Objects that were being read from a provider when the biometric bridge was stopped waited for the end of their claims, and each stop counted against them as a crash does",
            now = "They are due at once, without an attempt used up")
    void objectsThatDoNotComeAreFreeForAnotherReplicaAtOnce() throws Exception {
        try (WhoopSimulator whoop = WhoopSimulator.start(0, Setup.of("fake-client", SECRET, Clock.systemUTC()))) {
            LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
            whoop.people().prepare(new Population(1, 3, ZoneOffset.UTC), yesterday.minusDays(1), 3);
            ServiceProcess service = started(connecting(whoop));
            connect(whoop, service);
            // The first look at the past is over.
            await().atMost(CALLED_WITHIN)
                    .until(() -> stage.column("SELECT 'open' FROM biometric.fetch_poll"
                                    + " WHERE backfill_until >= backfill_from OR claimed_until > now()")
                            .isEmpty());
            whoop.faults().set(Fault.always(Fault.Kind.HANG, "/developer/v2/"));
            whoop.notify(List.of(service.uri("/webhook/whoop")));
            whoop.people().newNight("person-1", yesterday, Change.none());
            await().atMost(CALLED_WITHIN)
                    .until(() -> stage.column("SELECT 'read' FROM biometric.fetch_task WHERE claimed_until > now()")
                            .contains("read"));

            long began = System.nanoTime();
            service.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPPED_WITHIN);
            assertThat(stage.column(
                            "SELECT attempts || ' ' || begun || ' ' || tries || ' ' || (claimed_until <= now() AND due_at <= now())"
                                    + " FROM biometric.fetch_task"))
                    .containsExactly("0 0 0 true");
            assertThat(service.log()).doesNotContain(" ERROR ");
        }
    }

    private ServiceProcess started(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("BRIDGE_BIOMETRIC_FETCH_ALLOW_LOOPBACK", "true");
        return stage.started(Place.BIOMETRIC, settings);
    }

    private static Map<String, String> connecting(WhoopSimulator whoop) throws IOException {
        Path key = Files.writeString(
                Files.createTempFile("connect-", ".key"), Base64.getEncoder().encodeToString(new byte[32]));
        return Map.of(
                "WHOOP_CLIENT_ID",
                "fake-client",
                "WHOOP_CLIENT_SECRET",
                SECRET,
                "WHOOP_WEBHOOK_SECRET",
                SECRET,
                "BRIDGE_CONNECT_KEY_FILE",
                key.toString(),
                "BRIDGE_PUBLIC_URL",
                "http://localhost",
                "BRIDGE_BIOMETRIC_CONNECT_WHOOP_AUTHORIZE_URL",
                whoop.address() + "/oauth/oauth2/auth",
                "BRIDGE_BIOMETRIC_CONNECT_WHOOP_TOKEN_URL",
                whoop.address() + "/oauth/oauth2/token",
                "BRIDGE_BIOMETRIC_CONNECT_WHOOP_API_URL",
                whoop.address() + "/developer",
                "BRIDGE_BIOMETRIC_FETCH_OBJECTS_PAUSE",
                "0S",
                "BRIDGE_BIOMETRIC_FETCH_OBJECTS_TIMEOUT",
                "60S");
    }

    /** A person consents. */
    private static void connect(WhoopSimulator whoop, ServiceProcess service) throws Exception {
        whoop.oauth().consent().allow("person-1");
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<Void> opened = browser.send(
                    HttpRequest.newBuilder(service.uri("/connect/whoop?reference=whoop-person-1"))
                            .build(),
                    BodyHandlers.discarding());
            String set = opened.headers().firstValue("Set-Cookie").orElseThrow();
            String cookie = set.substring(0, set.indexOf(';'));
            HttpResponse<Void> begun = browser.send(
                    HttpRequest.newBuilder(service.uri("/connect/whoop"))
                            .header("Cookie", cookie)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("reference=whoop-person-1"))
                            .build(),
                    BodyHandlers.discarding());
            HttpResponse<Void> consented =
                    browser.send(HttpRequest.newBuilder(location(begun)).build(), BodyHandlers.discarding());
            URI back = location(consented);
            HttpResponse<Void> connected = browser.send(
                    HttpRequest.newBuilder(service.uri(back.getRawPath() + "?" + back.getRawQuery()))
                            .header("Cookie", cookie)
                            .build(),
                    BodyHandlers.discarding());
            assertThat(connected.statusCode()).isEqualTo(200);
        }
    }

    private static URI location(HttpResponse<?> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String accepted(HangingServer storage, ServiceProcess service) throws IOException {
        String body =
                "{\"type\":\"s3_payload\",\"status\":\"success\",\"it\":\"%s\",\"url\":\"%s/%s\",\"expires_in\":300}"
                        .formatted(UUID.randomUUID(), storage.address(), UUID.randomUUID());
        Answer answer = Webhooks.send(Webhooks.terra(body), service);
        assertThat(answer.status()).isEqualTo(202);
        return answer.eventId();
    }

    /** A storage of payloads. */
    private static HangingServer storage() throws IOException {
        return new HangingServer(
                Webhooks.nightBody("user-of-a-stop", "night-of-a-stop", 50).getBytes(StandardCharsets.UTF_8));
    }
}
