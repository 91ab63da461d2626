package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No secret, no measurement and no identity is in the log, whatever went wrong. */
@Tag("faults")
class SilentLogIT {

    private static final String OURA = "marked-secret-oura-4b1f";
    private static final String WHOOP = "marked-secret-whoop-9c2d";
    private static final String TERRA = "marked-secret-terra-77e3";
    private static final String TERRA_OLD = "marked-secret-terra-before-5a5a";
    private static final String TOKEN = "marked-token-oura-10ad";
    private static final String PASSWORD = "bridge-local";
    private static final String USER = "marked-user-6f60";
    private static final String NAME = "Marked Surname";
    private static final String ADDRESS_KEY = "marked-address-key-3e3e";

    private static final List<String> NEVER_LOGGED = List.of(
            OURA, WHOOP, TERRA, TERRA_OLD, TOKEN, PASSWORD, USER, NAME, ADDRESS_KEY, "123.456", "77.123", "1012944455");

    @Test
    void nothingPersonalOfAMixedLoadAppearsInTheLog() throws Exception {
        try (FaultStage stage = FaultStage.open()) {
            ServiceProcess service = stage.started(
                    Place.BIOMETRIC,
                    Map.of(
                            "OURA_WEBHOOK_SECRET", OURA,
                            "OURA_VERIFICATION_TOKEN", TOKEN,
                            "WHOOP_WEBHOOK_SECRET", WHOOP,
                            "TERRA_WEBHOOK_SECRET", TERRA + "," + TERRA_OLD,
                            "BRIDGE_KAFKA_REQUEST_TIMEOUT", "1S",
                            "BRIDGE_KAFKA_DELIVERY_TIMEOUT", "2S",
                            "BRIDGE_KAFKA_BREAKER_OPEN_FOR", "1S",
                            "BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "1S",
                            "BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "2S"));

            sendEverything(service);
            writeDirectly(stage.kafka());
            stage.kafka().stop();
            sendEverything(service);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Verdict.breaker(service)).isEqualTo("open"));
            stage.postgres().crash();
            sendEverything(service);
            stage.postgres().start();
            stage.kafka().start();
            sendEverything(service);
            Verdict.awaitDrained(service);
            service.kill();
            service.start();
            service.stop();

            String log = service.log();
            assertThat(log).contains("Circuit breaker changed [destination=kafka", "(address withheld)");
            assertThat(NEVER_LOGGED).noneMatch(log::contains);
            assertThat(signatures).noneMatch(log::contains);
        }
    }

    private final List<String> signatures = new java.util.concurrent.CopyOnWriteArrayList<>();

    private void sendEverything(ServiceProcess service) throws IOException {
        String night = night();
        send(service, terra(night));
        send(service, Webhooks.terra(bytes(night()), TERRA_OLD));
        send(service, Webhooks.terra(bytes(night()), "not-the-secret"));
        send(service, terra(night.replace("\"status\"", "\"" + NAME + "\":1,\"" + NAME + "\":2,\"status\"")));
        send(service, terra(night.substring(0, night.length() / 2)));
        send(service, terra(night.replace("\"" + USER, "\"\\u0000" + USER)));
        send(service, terra(night.replace("77.123", "NaN77.123")));
        send(service, terra(night.replace("\"sleep\"", "\"" + NAME + "\"")));
        send(service, terra(night.replaceFirst("(?<=\"start_time\":\")[^\"]*", NAME)));
        send(service, terra("""
                {"type":"s3_payload","status":"success","user":{"user_id":"%s"},
                 "url":"http://127.0.0.1:9/payload?X-Amz-Signature=%s","expires_in":60}""".formatted(USER, ADDRESS_KEY)));
        send(service, Webhooks.oura("""
                {"event_type":"update","data_type":"sleep","object_id":"%s","event_time":"2026-07-05T06:41:12+00:00",\
                "user_id":"%s"}""".formatted(UUID.randomUUID(), USER), OURA));
        send(service, Webhooks.whoop("""
                {"user_id":1012944455,"id":"%s","type":"recovery.updated","trace_id":"%s"}""".formatted(UUID.randomUUID(), UUID.randomUUID()), WHOOP));
        service.answers("/webhook/oura?verification_token=" + TOKEN + "&challenge=abc");
        service.answers("/api/v1/biometric/deliveries/" + USER);
        service.answers("/webhook/" + USER + "?name=" + USER);
        broken(service);
    }

    private void send(ServiceProcess service, Webhook webhook) throws IOException {
        signatures.add(webhook.headers().entrySet().stream()
                .filter(header ->
                        header.getKey().toLowerCase(java.util.Locale.ROOT).endsWith("signature"))
                .map(header -> header.getValue().replaceFirst("^t=.*,v1=", ""))
                .findFirst()
                .orElseThrow());
        assertThat(Webhooks.send(webhook, service).status()).isIn(200, 202, 401, 503);
    }

    /** What breaks in the middle of a request line, of a header or of a body. */
    private static void broken(ServiceProcess service) throws IOException {
        for (String request : List.of(
                "POST /webhook/" + USER + " HTTP/9.9\r\n\r\n",
                "GET /webhook/oura?verification_token=" + TOKEN + "&challenge=abc HTTP/9.9\r\n\r\n",
                "POST /webhook/terra HTTP/1.1\r\nHost: x\r\n" + NAME + "\r\n\r\n",
                "POST /webhook/terra HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + USER + "\r\n",
                "POST /webhook/terra HTTP/1.1\r\nHost: x\r\nContent-Length: " + USER + "\r\n\r\n")) {
            try (RawConnection connection = new RawConnection(service)) {
                connection.send(request);
                assertThat(connection.status()).isIn(0, 400, 401, 408, 505);
            }
        }
    }

    private static void writeDirectly(EmbeddedKafkaBroker kafka) throws InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("terra-biometric-events", USER, bytes(night())))
                    .get();
            producer.send(new ProducerRecord<>("terra-biometric-events", USER, bytes("{\"" + NAME + "\":123.456")))
                    .get();
        }
    }

    private static Webhook terra(String body) {
        return Webhooks.terra(bytes(body), TERRA);
    }

    private static String night() {
        return Webhooks.nightBody(
                        USER + "-" + UUID.randomUUID(), UUID.randomUUID().toString(), 123.456)
                .replace("55.4", "77.123")
                .replace("\"active\":true", "\"active\":true,\"name\":\"" + NAME + "\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
