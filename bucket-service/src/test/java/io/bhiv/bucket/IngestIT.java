package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.stage.testing.KafkaResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets of programs and browsers: accepted, duplicate, refused. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class IngestIT {

    private static final String INGEST = Api.BUCKET + "/ingest";

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void sameIdAndBodyGetsTheFirstAnswerAgain() {
        String packet = Packets.learner("u", "\"packet_id\":\"mine-1\"");
        JsonNode first = Api.post(INGEST, packet).body();

        Api.Reply second = Api.post(INGEST, packet);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body().path("packet_id").textValue()).isEqualTo("mine-1");
        assertThat(second.body().path("received_at")).isEqualTo(first.path("received_at"));
        assertThat(first.has("duplicate")).isFalse();
        assertThat(second.body().path("duplicate").booleanValue()).isTrue();
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(1);
    }

    @Test
    void ofManyIdenticalPacketsAtOnceExactlyOneIsNew() throws Exception {
        String packet = Packets.learner("u", "\"packet_id\":\"raced\"");
        List<Callable<Api.Reply>> senders = Collections.nCopies(50, () -> Api.post(INGEST, packet));
        List<Api.Reply> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Reply> one : threads.invokeAll(senders)) {
                replies.add(one.get());
            }
        }

        assertThat(replies).allMatch(Api.Reply::isOk);
        assertThat(replies)
                .filteredOn(reply -> !reply.body().has("duplicate"))
                .as("answers that say it is new")
                .hasSize(1);
        assertThat(replies.stream().map(reply -> reply.body().path("received_at")))
                .containsOnly(replies.getFirst().body().path("received_at"));
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_state")).isEqualTo(1);
    }

    @Test
    void sameIdWithAnotherBodyIsAConflict() {
        Api.post(INGEST, Packets.learner("u", "\"packet_id\":\"mine-2\""));

        given().contentType(ContentType.JSON)
                .body(Packets.learner("somebody else", "\"packet_id\":\"mine-2\""))
                .post(INGEST)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("pointer", equalTo("/packet_id"));
    }

    @Test
    void batchAnswersForEachItem() {
        String good = Packets.learner("u", "\"packet_id\":\"b-1\"");
        String bad = Packets.learner("u", "\"idle_seconds\":-1").replace("\"idle_seconds\":0.5,", "");
        String clash = Packets.learner("v", "\"packet_id\":\"b-1\"");

        JsonNode answer = Api.post(
                        INGEST + "/batch", "[" + String.join(",", good, bad, Packets.employee("e"), good, clash) + "]")
                .body();

        assertThat(answer.path("status").textValue()).isEqualTo("partial");
        assertThat(answer.path("ingested").intValue()).isEqualTo(3);
        JsonNode results = answer.path("results");
        assertThat(results.findValuesAsText("status"))
                .containsExactly("ingested", "rejected", "ingested", "ingested", "rejected");
        assertThat(results.get(1).path("pointer").textValue()).isEqualTo("/idle_seconds");
        assertThat(results.get(3).path("duplicate").booleanValue()).isTrue();
        assertThat(results.get(4).path("code").intValue()).isEqualTo(409);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_state")).isEqualTo(2);
    }

    @Test
    void batchWithoutAnyPacketIsRefused() {
        assertThat(Api.post(INGEST + "/batch", "[{},7]").status()).isEqualTo(400);
        assertThat(Api.post(INGEST + "/batch", "{\"packets\":{}}")
                        .body()
                        .path("pointer")
                        .textValue())
                .isEqualTo("/packets");
        assertThat(Api.post(INGEST + "/batch", "[" + "{},".repeat(1000) + "{}]").status())
                .isEqualTo(413);
    }

    @Test
    void itemThatIsTooLargeDoesNotBlockOthers() {
        String huge = Packets.learner("u", "\"packet_id\":\"huge\"", "\"more\":\"" + "x".repeat(2_000_000) + "\"");
        String usual = Packets.learner("u", "\"packet_id\":\"usual\"");

        JsonNode answer =
                Api.post(INGEST + "/batch", "[" + huge + "," + usual + "]").body();

        assertThat(answer.path("results").findValuesAsText("status")).containsExactly("rejected", "ingested");
        assertThat(answer.path("results").get(0).path("code").intValue()).isEqualTo(413);
        Awaitility.await()
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_outbox"))
                        .isZero());
    }

    @Test
    void wrongValueHasAPointer() {
        given().contentType(ContentType.JSON)
                .body(Packets.learner("u").replace("87.5", "187.5"))
                .post(INGEST)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("pointer", equalTo("/focus_score"));
    }

    @Test
    void unknownStateIsKeptAndCounted() {
        double before = unknownStates();

        Api.Reply reply = Api.post(INGEST, Packets.learner("u").replace("ON_TASK", "DAYDREAMING"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(unknownStates()).isEqualTo(before + 1);
        assertThat(Db.text("SELECT body->>'cognitive_state' FROM bucket.packet"))
                .isEqualTo("DAYDREAMING");
    }

    @Test
    void beaconOfABrowserIsAccepted() {
        given().contentType("text/plain;charset=UTF-8")
                .header("Origin", "https://learn.example")
                .body(Packets.learner("from a page"))
                .post(INGEST)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "https://learn.example");
    }

    @Test
    void onlyConfiguredOriginsAreAllowed() {
        given().header("Origin", "https://learn.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-api-key")
                .options(INGEST)
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "https://learn.example");
        given().header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .options(INGEST)
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
        given().header("Origin", "https://elsewhere.example")
                .contentType("text/plain")
                .body(Packets.learner("from elsewhere"))
                .post(INGEST)
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
        given().header("Origin", Api.base())
                .contentType("text/plain")
                .body(Packets.learner("from our own page"))
                .post(INGEST)
                .then()
                .statusCode(200);
    }

    @Test
    void malformedOversizedAndForeignBodiesAreRefused() {
        assertThat(Api.post(INGEST, "{\"user_id\":").status()).isEqualTo(400);
        assertThat(Api.post(INGEST, "").status()).isEqualTo(400);
        assertThat(Api.post(INGEST, Packets.learner("u", "\"x\":\"" + "y".repeat(90_000) + "\""))
                        .status())
                .isEqualTo(413);
        given().contentType("application/xml")
                .body("<packet/>")
                .post(INGEST)
                .then()
                .statusCode(415);
    }

    @Test
    void acceptedPacketsGoToKafkaKeyedByUser() throws Exception {
        for (int i = 0; i < 5; i++) {
            Api.post(INGEST, Packets.learner("kafka-user", "\"packet_id\":\"k-" + i + "\""));
        }

        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (var consumer = consumer()) {
            consumer.subscribe(List.of("prana-packets"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals("kafka-user")) {
                        records.add(record);
                    }
                });
                assertThat(records).hasSizeGreaterThanOrEqualTo(5);
            });
        }
        assertThat(records)
                .extracting(record ->
                        new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .containsExactly("k-0", "k-1", "k-2", "k-3", "k-4");
        JsonNode value = PacketJson.readOwn(records.getFirst().value());
        assertThat(value.path("packet_id").textValue()).isEqualTo("k-0");
        assertThat(value.path("raw_signals").path("mouse").intValue()).isEqualTo(12);
        Awaitility.await()
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_outbox"))
                        .isZero());
    }

    private static double unknownStates() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("bridge_bucket_unknown_states_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static KafkaConsumer<String, String> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", KafkaResource.bootstrapServers());
        settings.put("group.id", "ingest-it");
        settings.put("auto.offset.reset", "earliest");
        // Other test classes have left many thousand records.
        settings.put("max.poll.records", 20_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }
}
