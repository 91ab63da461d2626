package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Authentic and unreadable, unknown or enormous: stored, never lost, never fatal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class BadContentIT {

    private static final int HUGE = 15 << 20;
    private static final double RSS_LIMIT_MIB = 700;

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(
            Place.BIOMETRIC,
            Map.of(
                    "BRIDGE_KAFKA_REQUEST_TIMEOUT", "2S",
                    "BRIDGE_KAFKA_DELIVERY_TIMEOUT", "4S",
                    "BRIDGE_KAFKA_BREAKER_OPEN_FOR", "2S",
                    "BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "2S",
                    "BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "10S"));
    private final RssProbe memory = RssProbe.watching(service.handle());

    @AfterAll
    void end() {
        System.out.printf("RSS of the service under bad content: at most %.0f MiB%n", memory.peakMib());
        memory.close();
        stage.close();
    }

    static Stream<byte[]> unreadable() {
        String night = Webhooks.nightBody("somebody", "night", 50);
        return Stream.of(
                bytes("[".repeat(100_000)),
                bytes("{\"type\":\"sleep\",\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
                bytes("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)),
                bytes(night.replace("\"status\"", "\"type\":\"daily\",\"status\"")),
                bytes(night.replace("55.4", "NaN")),
                bytes(night.replace("55.4", "1" + "0".repeat(5_000))),
                bytes("no json at all"),
                bytes(""),
                bytes("null"),
                invalidUtf8(night));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void anUnreadableBodyIsStoredAndParked(byte[] body) throws IOException {
        Answer answer = Webhooks.send(Webhooks.terra(body, Webhooks.TERRA_SECRET), service);

        assertThat(answer.status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(state(answer.eventId())).isEqualTo("parked"));
        anOrdinaryWebhookIsPublished();
    }

    static Stream<Arguments> enormous() {
        String record = "{\"timestamp\":\"2026-07-05T08:00:00+02:00\""
                + ",\"h%d\":1".repeat(200).formatted(numbers(200)) + '}';
        return Stream.of(
                arguments(
                        "TOO_MANY_TOKENS",
                        "{\"type\":\"sleep\",\"user\":{\"user_id\":\"u\"},\"data\":[" + "{},".repeat((14 << 20) / 3)
                                + "{}]}"),
                arguments(
                        "TOO_MANY_EVENTS",
                        "{\"type\":\"hormone\",\"user\":{\"user_id\":\"u\"},\"data\":[" + (record + ',').repeat(2_499)
                                + record + "]}"));
    }

    private static Object[] numbers(int many) {
        return IntStream.range(0, many).boxed().toArray();
    }

    /** In the heap that is shipped: as many of them as come together before the first is processed. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("enormous")
    void aBodyThatWouldBeEnormousInMemoryIsParked(String reason, String body) throws IOException {
        String[] parked = new String[3];
        for (int i = 0; i < parked.length; i++) {
            Answer answer = Webhooks.send(Webhooks.terra(bytes(body + " ".repeat(i)), Webhooks.TERRA_SECRET), service);
            assertThat(answer.status()).isEqualTo(202);
            parked[i] = answer.eventId();
        }

        assertThat(parked)
                .allSatisfy(eventId -> await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(service.json("/api/v1/biometric/deliveries/" + eventId)
                                        .path("reason")
                                        .asText())
                                .isEqualTo(reason)));
        assertThat(service.handle().isAlive()).isTrue();
        anOrdinaryWebhookIsPublished();
    }

    @Test
    void unknownTypesAndUsersAreAccepted() throws IOException {
        String night = Webhooks.nightBody("nobody-" + UUID.randomUUID(), "night", 50);
        List<Webhook> unknown = List.of(
                Webhooks.terra(night),
                Webhooks.terra(night.replace("\"type\":\"sleep\"", "\"type\":\"dreams\"")),
                Webhooks.terra(night.replace("\"provider\":\"OURA\"", "\"provider\":\"NOBODY\"")),
                Webhooks.terra("{}"),
                Webhooks.terra("{\"type\":\"sleep\",\"data\":{}}"));
        for (Webhook webhook : unknown) {
            assertThat(Webhooks.send(webhook, service).status()).isEqualTo(202);
        }
        Verdict.awaitDrained(service);
        anOrdinaryWebhookIsPublished();
    }

    /** PostgreSQL takes no NUL in a text, and all of these would reach a column. */
    @Test
    void idsThatPostgresRefusesBlockNothing() throws IOException {
        String night = Webhooks.nightBody("named-user", "named-night", 50);
        List<Webhook> poisonous = List.of(
                Webhooks.terra(night.replace("named-user", "a\\u0000b")),
                Webhooks.terra(night.replace("named-night", "a\\u0000b")),
                Webhooks.oura(
                        "{\"event_type\":\"update\",\"data_type\":\"sleep\",\"object_id\":\"a\\u0000b\","
                                + "\"event_time\":\"2026-07-05T06:41:12+00:00\",\"user_id\":\"a\\u0000b\"}",
                        Webhooks.OURA_SECRET),
                Webhooks.whoop(
                        "{\"user_id\":1,\"id\":\"a\\u0000b\",\"type\":\"sleep.updated\",\"trace_id\":\"a\\u0000b\"}",
                        Webhooks.WHOOP_SECRET));
        for (Webhook webhook : poisonous) {
            assertThat(Webhooks.send(webhook, service).status()).isEqualTo(202);
        }
        anOrdinaryWebhookIsPublished();
        Verdict.awaitDrained(service);
    }

    @Test
    void hugeBodiesAreTakenInBoundedMemoryWithKafkaAwayAndBack() throws IOException {
        stage.kafka().stop();
        Set<String> taken = new HashSet<>();
        for (int wave = 0; wave < 3; wave++) {
            taken.addAll(acknowledged(hugeAtOnce(10)));
        }
        assertThat(taken).hasSizeGreaterThanOrEqualTo(6);
        stage.kafka().start();

        Verdict.awaitDrained(service);

        assertThat(service.handle().isAlive()).isTrue();
        assertThat(Verdict.journalled(stage)).containsAll(taken);
        Set<String> published = stage.published("biometric-events").deliveryIds();
        Set<String> parked = stage.column("SELECT event_id FROM biometric.parked");
        assertThat(taken).allMatch(eventId -> published.contains(eventId) || parked.contains(eventId));
        assertThat(memory.peakMib()).isLessThan(RSS_LIMIT_MIB);
        anOrdinaryWebhookIsPublished();
    }

    private List<Answer> hugeAtOnce(int many) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        try (var callers = Executors.newFixedThreadPool(many)) {
            for (int i = 0; i < many; i++) {
                answers.add(CompletableFuture.supplyAsync(this::sendHuge, callers));
            }
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Set<String> acknowledged(List<Answer> answers) {
        Set<String> ids = new HashSet<>();
        for (Answer answer : answers) {
            if (answer.isAcknowledgement()) {
                ids.add(answer.eventId());
            } else {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.hasRetryAfter()).isTrue();
            }
        }
        return ids;
    }

    private Answer sendHuge() {
        try {
            return Webhooks.send(Webhooks.terra(huge(), Webhooks.TERRA_SECRET), service);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Some hundred nights of one user with fields that are not read: valid, and just under the limit. */
    private static byte[] huge() {
        String whole = Webhooks.nightBody("user-" + UUID.randomUUID(), "first", 50);
        int begin = whole.indexOf("\"data\":[") + 8;
        String night = whole.substring(begin, whole.length() - 2)
                .replace("\"heart_rate_data\"", "\"unread\":\"" + "x".repeat(40_000) + "\",\"heart_rate_data\"");
        StringBuilder body = new StringBuilder(HUGE + 1_000).append(whole, 0, begin);
        for (int i = 0; body.length() < HUGE; i++) {
            body.append(night.replace("first", "night-" + i)).append(',');
        }
        return bytes(body.append(night).append("]}").toString());
    }

    private void anOrdinaryWebhookIsPublished() throws IOException {
        Answer answer = Webhooks.send(Webhooks.night("ordinary", 20), service);
        assertThat(answer.status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(state(answer.eventId())).isEqualTo("published"));
    }

    private String state(String eventId) {
        return service.json("/api/v1/biometric/deliveries/" + eventId)
                .path("state")
                .asText();
    }

    private static byte[] invalidUtf8(String text) {
        byte[] bytes = bytes(text);
        bytes[text.indexOf("ref-")] = (byte) 0xC3;
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
