package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.model.core.CoreTopics;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.TraceParent;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Core updates become objects, and each is answered. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class ObjectsIT {

    @Inject
    Pool pool;

    @Inject
    ByteBudget budget;

    @Test
    void updateIsStoredOnceAnsweredEachTimeAndReadable() throws Exception {
        String session = "session-" + UUID.randomUUID();
        UUID id = UUID.randomUUID();
        UUID rejected = UUID.randomUUID();
        send(session, update(id, session));
        send(session, update(id, session));
        send(session, "not even JSON");
        send(session, "{\"update_id\":\"%s\",\"module\":\"finance\"}".formatted(rejected));

        List<JsonNode> answers = answers(session, 3);

        assertThat(answers.get(0).path("update_id").textValue()).isEqualTo(id.toString());
        assertThat(answers.get(0).path("status").textValue()).isEqualTo("stored");
        assertThat(answers.get(0).path("object_id").textValue()).isNotBlank();
        assertThat(answers.get(1)).isEqualTo(answers.get(0));
        assertThat(answers.get(2).path("status").textValue()).isEqualTo("rejected");
        assertThat(answers.get(2).path("update_id").textValue()).isEqualTo(rejected.toString());
        assertThat(traces(session, 3))
                .containsExactly(TraceParent.ofId(id), TraceParent.ofId(id), TraceParent.ofId(rejected));
        given().get("/api/v1/bucket/objects?module=finance&session=" + session)
                .then()
                .statusCode(200)
                .body("objects", hasSize(1))
                .body("objects[0].object_id", equalTo(id.toString()))
                .body("objects[0].module", equalTo("finance"))
                .body("objects[0].data.amount", equalTo(12.5f));
        given().get("/api/v1/bucket/objects?module=robotics&session=" + session)
                .then()
                .body("count", equalTo(0));
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "A null header or UTF-16 text on core-updates ended the consumer",
            now = "The record is parked; the healthy one behind it is stored and answered")
    void poisonedRecordsDoNotDelayTheOthers() throws Exception {
        String session = "session-" + UUID.randomUUID();
        UUID distant = UUID.randomUUID();
        UUID healthy = UUID.randomUUID();
        send(new ProducerRecord<>(CoreTopics.UPDATES, session, null));
        ProducerRecord<String, byte[]> nullHeader = new ProducerRecord<>(
                CoreTopics.UPDATES, session, update(UUID.randomUUID(), session).getBytes(UTF_8));
        nullHeader.headers().add(CoreTopics.ID_HEADER, null).add("content-type", null);
        send(nullHeader);
        send(new ProducerRecord<>(
                CoreTopics.UPDATES, session, update(UUID.randomUUID(), session).getBytes(StandardCharsets.UTF_16)));
        send(session, update(distant, session).replace("2026-03-01T10:00:00", "+300000-03-01T10:00:00"));
        send(session, update(healthy, session));

        List<JsonNode> answers = answers(session, 3);

        assertThat(answers.get(0).path("status").textValue()).isEqualTo("stored");
        assertThat(answers.get(1).path("update_id").textValue()).isEqualTo(distant.toString());
        assertThat(answers.get(1).path("status").textValue()).isEqualTo("rejected");
        assertThat(answers.get(2).path("update_id").textValue()).isEqualTo(healthy.toString());
        assertThat(answers.get(2).path("status").textValue()).isEqualTo("stored");
        assertThat(parkedReasons()).contains("no record", "The document is not UTF-8 text");
    }

    /** A constraint stands for whatever PostgreSQL may refuse: the sender must learn of it, or it sends the update again for ever. */
    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "An update that PostgreSQL refused was parked and never answered, and the core bridge sent it again and again",
            now = "It is answered as rejected and parked; the healthy one behind it is stored")
    void requestThatPostgresRefusesIsAnsweredAsRejected() throws Exception {
        String session = "session-" + UUID.randomUUID();
        UUID unstorable = UUID.randomUUID();
        UUID healthy = UUID.randomUUID();
        pool.query("ALTER TABLE bucket.object ADD CONSTRAINT refuses CHECK (update_id <> '" + unstorable + "')")
                .executeAndAwait();
        try {
            send(session, update(unstorable, session));
            send(session, update(healthy, session));

            List<JsonNode> answers = answers(session, 2);

            assertThat(answers)
                    .extracting(answer -> answer.path("update_id").textValue()
                            + " "
                            + answer.path("status").textValue())
                    .containsExactlyInAnyOrder(unstorable + " rejected", healthy + " stored");
            assertThat(parkedReasons()).anyMatch(reason -> reason.contains("23514"));
        } finally {
            pool.query("ALTER TABLE bucket.object DROP CONSTRAINT refuses").executeAndAwait();
        }
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "A record that was too large to be read was parked, and neither answered nor counted",
            now = "It is answered as rejected under the id in its header, and counts as refused")
    void anUpdateThatIsTooLargeToBeReadIsAnsweredAsRejected() throws Exception {
        String session = "session-" + UUID.randomUUID();
        UUID id = UUID.randomUUID();
        ProducerRecord<String, byte[]> large = new ProducerRecord<>(CoreTopics.UPDATES, session, new byte[17 << 20]);
        large.headers().add(CoreTopics.ID_HEADER, id.toString().getBytes(UTF_8));
        send(large, Map.of("compression.type", "gzip", "max.request.size", 32 << 20, "buffer.memory", 64L << 20));

        List<JsonNode> answers = answers(session, 1);

        assertThat(answers.getFirst().path("update_id").textValue()).isEqualTo(id.toString());
        assertThat(answers.getFirst().path("status").textValue()).isEqualTo("rejected");
    }

    @Test
    void pageOfLargeObjectsEndsBeforeItIsTooLarge() throws Exception {
        String session = "session-" + UUID.randomUUID();
        int many = 12;
        String filling = "x".repeat(900_000);
        for (int i = 0; i < many; i++) {
            send(session, update(UUID.randomUUID(), session).replace("12.5", "\"" + filling + "\""));
        }
        answers(session, many);
        ByteBudget.Room others = budget.tryTake(Long.MAX_VALUE).orElseThrow();
        given().get("/api/v1/bucket/objects?session=" + session)
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("1"));
        others.release();

        Set<String> seen = new HashSet<>();
        String next = "";
        do {
            String before = next.isEmpty() ? "" : "&before=" + next;
            JsonPath page = given().get("/api/v1/bucket/objects?limit=500&session=" + session + before)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(page.getInt("count")).isBetween(1, 9);
            seen.addAll(page.getList("objects.object_id"));
            next = Objects.toString(page.getString("next_before"), "");
        } while (!next.isEmpty());
        assertThat(seen).hasSize(many);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "Pages of objects and of a user's packets were read whole before there was room for them, twenty at once",
            now =
                    "Their lengths are read first; without room for them the request is answered 503 and nothing else is read")
    void nothingIsReadThatThereIsNoRoomFor() throws Exception {
        String session = "session-" + UUID.randomUUID();
        send(session, update(UUID.randomUUID(), session).replace("12.5", "\"" + "x".repeat(900_000) + "\""));
        answers(session, 1);
        ByteBudget.Room others = budget.tryTake(Long.MAX_VALUE).orElseThrow();
        String before = Db.text("SELECT clock_timestamp()");

        given().get("/api/v1/bucket/objects?session=" + session).then().statusCode(503);

        // What each connection ran last.
        assertThat(Db.rows("SELECT query FROM pg_stat_activity WHERE backend_type = 'client backend'"
                        + " AND query_start > '" + before + "' AND pid <> pg_backend_pid()"
                        + " AND query LIKE '%stored_at%data::text%'"))
                .isEmpty();
        others.release();
        given().get("/api/v1/bucket/objects?session=" + session)
                .then()
                .statusCode(200)
                .body("objects", hasSize(1));
    }

    private static String update(UUID id, String session) {
        return """
                {"update_id":"%s","module":"finance","session_id":"%s","received_at":"2026-03-01T10:00:00.123456Z",
                 "data":{"amount":12.5},"team":"blue"}""".formatted(id, session);
    }

    private static void send(String key, String value) throws Exception {
        send(new ProducerRecord<>(CoreTopics.UPDATES, key, value.getBytes(UTF_8)));
    }

    private static void send(ProducerRecord<String, byte[]> record) throws Exception {
        send(record, Map.of());
    }

    private static void send(ProducerRecord<String, byte[]> record, Map<String, Object> more) throws Exception {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", KafkaResource.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    private List<String> parkedReasons() {
        List<String> reasons = new ArrayList<>();
        pool.query("SELECT reason FROM bucket.intake_parked")
                .executeAndAwait()
                .forEach(row -> reasons.add(row.getString(0)));
        return reasons;
    }

    private static List<JsonNode> answers(String key, int wanted) {
        return results(key, wanted).stream()
                .map(record -> PacketJson.readOwn(record.value()))
                .toList();
    }

    private static List<String> traces(String key, int wanted) {
        return results(key, wanted).stream()
                .map(record -> new String(
                        record.headers().lastHeader(Headers.TRACEPARENT).value(), UTF_8))
                .toList();
    }

    private static List<ConsumerRecord<String, String>> results(String key, int wanted) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KafkaResource.bootstrapServers(),
                "group.id",
                "objects-it-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, String>> results = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(CoreTopics.SYNC_RESULTS));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(key)) {
                        results.add(record);
                    }
                });
                assertThat(results).hasSizeGreaterThanOrEqualTo(wanted);
            });
        }
        return results;
    }
}
