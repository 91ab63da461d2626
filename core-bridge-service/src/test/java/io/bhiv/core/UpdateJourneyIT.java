package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.core.status.UpdateCounters.Parking;
import io.bhiv.core.status.UpdateCounters.Refusal;
import io.bhiv.core.testing.FakeBucket;
import io.bhiv.kit.count.Balance;
import io.bhiv.kit.count.IntakeParts.Parts;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class UpdateJourneyIT {

    @Inject
    Pool pool;

    @Inject
    Parts<Refusal, Parking> modules;

    private final ObjectMapper json = new ObjectMapper();
    private final FakeBucket bucket = new FakeBucket(KafkaResource.bootstrapServers());

    @BeforeEach
    void startBucket() {
        bucket.start();
    }

    @AfterEach
    void stopBucket() {
        bucket.stop();
    }

    /** The page is hosted here, and must not stop intake. */
    @Test
    void readinessDoesNotDependOnTheTablesOfThePage() {
        pool.query("ALTER TABLE insight.flyway_schema_history RENAME TO taken_away")
                .executeAndAwait();
        try {
            given().get("/q/health/ready").then().statusCode(200);
        } finally {
            pool.query("ALTER TABLE insight.taken_away RENAME TO flyway_schema_history")
                    .executeAndAwait();
        }
    }

    @Test
    void publishedExampleIsAnsweredInShape() throws Exception {
        // When
        String answer =
                post("{\"module\":\"education\",\"data\":{\"course\":\"maths\",\"score\":87},\"session_id\":\"sess-42\"}")
                        .then()
                        .statusCode(200)
                        .contentType("application/json")
                        .extract()
                        .asString();

        // Then
        JsonNode body = json.readTree(answer);
        assertThat(names(body)).startsWith("status", "timestamp", "session_id", "message");
        assertThat(body.get("status").asText()).isEqualTo("success");
        assertThat(body.get("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(body.get("session_id").asText()).isEqualTo("sess-42");
        assertThat(body.get("message").asText()).isEqualTo("Data received and logged for module education");
    }

    @Test
    void statusAndHealthAnswerInThePublishedShape() throws Exception {
        synced(idOf(post(update("creative"))));

        JsonNode status = bucketStatus();
        JsonNode health = json.readTree(given().get("/core/health").asString());

        assertThat(names(status)).containsExactly("last_sync_time", "total_sync_count", "module_sync_counts");
        assertThat(status.get("module_sync_counts").get("creative").asLong()).isPositive();
        assertThat(status.get("total_sync_count").asLong()).isPositive();
        assertThat(names(health))
                .containsSubsequence(
                        "status", "uptime_s", "last_sync_ts", "pending_queue", "error_count_24h", "avg_latency_ms_24h");
        assertThat(health.get("avg_latency_ms_24h").asDouble()).isNotNegative();
    }

    @Test
    void theUpdatesThatCameLastAreListedWhateverBecameOfThem() {
        bucket.refuse("refused");
        UUID first = idOf(post(update("creative")));
        synced(first);
        UUID second = idOf(post(update("refused")));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(newest(1).getList("updates.state")).containsExactly("parked"));
        bucket.stop();
        UUID third = idOf(post(update("creative")));

        JsonPath updates = newest(3);

        assertThat(updates.getList("updates.update_id", UUID.class)).containsExactly(third, second, first);
        assertThat(updates.getString("updates[0].state")).isIn("received", "published");
        assertThat(updates.getInt("updates[0].sendings")).isEqualTo(1);
        assertThat(updates.getString("updates[1].reason")).isEqualTo("refused by test");
        assertThat(updates.getString("updates[2].state")).isEqualTo("synced");
        assertThat(updates.getString("updates[2].synced_at")).isNotEmpty();
        given().get("/core/updates?limit=101").then().statusCode(400);
    }

    private static JsonPath newest(int limit) {
        return given().get("/core/updates?limit=" + limit)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "uptime_s and avg_latency_ms_24h were whole numbers, and session_id was no bare UUID",
            now = "Decimals, and a UUID, as in the old API")
    void figuresAndSessionsHaveTheFormOfTheOldApi() throws Exception {
        Response answer = post(update("creative"));
        synced(idOf(answer));

        JsonNode health = json.readTree(given().get("/core/health").asString());

        assertThat(health.get("uptime_s").isFloatingPointNumber()).isTrue();
        assertThat(health.get("avg_latency_ms_24h").isFloatingPointNumber()).isTrue();
        assertThat(UUID.fromString(answer.path("session_id"))).isEqualTo(idOf(answer));
    }

    @Test
    @FixedFault(area = Area.HTTP, fault = "The core bridge answered gzip with 400", now = "415")
    void compressedBodiesAreNotSupported() {
        given().header("Content-Encoding", "gzip")
                .contentType("application/json")
                .body(update("creative"))
                .post("/core/update")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        given().get("/core/updates/a%00b").then().statusCode(400);
    }

    @Test
    void timeAndCountsOfOneAnswerBelongTogether() throws Exception {
        synced(idOf(post(update("creative"))));
        JsonNode before = bucketStatus();

        UUID id = idOf(post(update("creative")));
        synced(id);
        JsonNode after = bucketStatus();

        String syncedAt = given().get("/core/updates/" + id).path("synced_at");
        // At least: what an earlier test sent may be synced meanwhile.
        assertThat(creative(after)).isGreaterThan(creative(before));
        assertThat(after.get("total_sync_count").asLong())
                .isGreaterThan(before.get("total_sync_count").asLong());
        assertThat(lastSync(after)).isAfterOrEqualTo(Instant.parse(syncedAt));
    }

    @Test
    void updateWhoseSyncIsNoLongerListedIsStillSynced() throws Exception {
        UUID id = idOf(post(update("creative")));
        synced(id);

        pool.preparedQuery("DELETE FROM core.synced_update WHERE update_id = $1")
                .executeAndAwait(Tuple.of(id));

        given().get("/core/updates/" + id).then().body("state", equalTo("synced"));
    }

    @Test
    void resultThatWaitedForAnotherDoesNotTurnTheLastSyncBack() throws Exception {
        lastSyncInEverySlot("now() + interval '1 hour'");
        try {
            synced(idOf(post(update("creative"))));

            assertThat(pool.query("SELECT 1 FROM core.tally WHERE module = '' AND minute = '-infinity'"
                                    + " AND last_synced < now() + interval '30 minutes'")
                            .executeAndAwait())
                    .isEmpty();
        } finally {
            lastSyncInEverySlot("now()");
        }
    }

    @Test
    void updateTravelsToTheBucketAndBack() throws Exception {
        // When
        UUID id = idOf(
                post(
                        "{\"module\":\"finance\",\"session_id\":\"s-1\",\"data\":{\"price\":12345678901234567890.123456789},\"campus\":[1,null]}"));
        synced(id);

        // Then
        given().get("/core/updates/" + id)
                .then()
                .body("state", equalTo("synced"))
                .body("object_id", equalTo("o-" + id))
                .body("published_at", matchesPattern(".*Z"))
                .body("synced_at", matchesPattern(".*Z"))
                .body("sendings", nullValue())
                .body("parked_at", nullValue());
        FakeBucket.Seen seen = bucket.seenOf(id).getFirst();
        assertThat(seen.key()).isEqualTo("s-1");
        assertThat(seen.header()).isEqualTo(id.toString());
        assertThat(new String(seen.value(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("12345678901234567890.123456789")
                .contains("\"campus\":[1,null]");
    }

    @Test
    void sameKeyAndBodyGetTheFirstAnswer() throws Exception {
        String key = UUID.randomUUID().toString();

        Balance before = modules.of("finance").balance();
        UUID first = idOf(keyed(key, update("robotics")));
        Response again = keyed(key, update("robotics"));
        Response other = keyed(key, update("finance"));

        assertThat(idOf(again)).isEqualTo(first);
        again.then().statusCode(200).body("duplicate", equalTo(true));
        other.then().statusCode(409).contentType("application/problem+json");
        Balance after = modules.of("finance").balance();
        assertThat(after.received() - before.received()).isOne();
        assertThat(after.refused() - before.refused())
                .as("refusals are counted of the module")
                .isOne();
    }

    /** As docs/core-bridge.md says: no scope may be added to a key without a way to find those that were given before. */
    @Test
    void keysOfUpdatesAreOneNameSpaceAndApartFromThoseOfDeliveries() throws Exception {
        String key = UUID.randomUUID().toString();
        batch(key, update("education")).then().statusCode(200);

        keyed(key + "#0", update("finance")).then().statusCode(409);
        idOf(keyed(key, update("finance")));
        given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(update("finance"))
                .post("/connectors/core/send")
                .then()
                .statusCode(anyOf(equalTo(200), equalTo(202)))
                .body("duplicate", nullValue());
    }

    @Test
    void hundredConcurrentDuplicatesBecomeOneUpdate() throws Exception {
        String key = UUID.randomUUID().toString();

        List<UUID> ids = IntStream.range(0, 100)
                .parallel()
                .mapToObj(i -> idOf(keyed(key, update("education"))))
                .toList();

        assertThat(ids).containsOnly(ids.getFirst());
    }

    @Test
    void batchAnswersEachEntry() throws Exception {
        String body = "{\"updates\":[" + update("education") + ",{\"module\":\"!\",\"data\":{}},17," + update("finance")
                + "]}";

        Response answer = given().contentType("application/json").body(body).post("/core/updates");

        answer.then()
                .statusCode(207)
                .body("accepted", equalTo(2))
                .body("refused", equalTo(2))
                .body("results[1].problem.pointer", equalTo("/updates/1/module"));
        synced(UUID.fromString(answer.path("results[3].update_id")));
    }

    @Test
    void aBatchSentAgainUnderItsKeyIsTheSameBatch() {
        String key = UUID.randomUUID().toString();
        String other = "{\"module\":\"finance\",\"data\":{\"n\":2}}";

        Response first = batch(key, update("education"), update("finance"));
        Response again = batch(key, update("education"), other);

        first.then().statusCode(200).body("accepted", equalTo(2));
        again.then()
                .statusCode(207)
                .body("accepted", equalTo(1))
                .body("results[0].duplicate", equalTo(true))
                .body("results[0].update_id", equalTo(first.path("results[0].update_id")))
                .body("results[1].problem.status", equalTo(409));
    }

    @Test
    void aBatchHasFiveHundredEntriesAtMost() {
        String[] entries = new String[501];
        Arrays.fill(entries, update("education"));

        batch("k-" + UUID.randomUUID(), entries).then().statusCode(400).body("pointer", equalTo("/updates"));
        batch("k-" + UUID.randomUUID(), Arrays.copyOf(entries, 500))
                .then()
                .statusCode(200)
                .body("accepted", equalTo(500));
    }

    /** Of 1 MiB that can hardly be compressed: it must pass the producer, the topic and the bucket as well. */
    @Test
    void dataOfOneMebibyteIsSyncedAndOneByteMoreIsTooLarge() {
        byte[] noise = new byte[(1 << 20) / 4 * 3];
        new SplittableRandom(1).nextBytes(noise);
        String text = Base64.getEncoder().encodeToString(noise).substring("{'t':''}".length());

        Response largest = post("{\"module\":\"large\",\"data\":{\"t\":\"" + text + "\"}}");
        Response larger = post("{\"module\":\"large\",\"data\":{\"t\":\"" + text + "x\"}}");

        synced(idOf(largest));
        larger.then().statusCode(413).body("pointer", equalTo("/data"));
    }

    @Test
    void figuresAreThoseOfTheLastTwentyFourHours() {
        int errors = given().get("/core/health").path("error_count_24h");

        tally("25 hours", 1_000);
        tally("23 hours", 7);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get("/core/health").then().body("error_count_24h", equalTo(errors + 7)));
    }

    @Test
    void anUnknownUpdateIsNotFound() {
        given().get("/core/updates/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void logsContainSyncedUpdatesAndFigures() {
        UUID id = idOf(post(update("robotics")));
        synced(id);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode line = lastLine("logs/core_sync.log", id.toString());
            assertThat(names(line))
                    .containsExactly("timestamp", "event", "update_id", "module", "received_at", "latency_ms");
            assertThat(line.get("module").asText()).isEqualTo("robotics");
        });
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode line = lastLine("logs/metrics.jsonl", "total_sync_count");
            assertThat(names(line)).contains("status", "pending_queue", "error_count_24h", "avg_latency_ms_24h");
        });
        assertThat(given().get("/q/metrics").asString())
                .contains("bridge_core_pending ")
                .contains("bridge_core_pending_oldest_seconds ")
                .contains("bridge_core_sync_latency_seconds_bucket")
                .contains("bridge_core_log_dropped_total");
    }

    @Test
    void badInputIsRefusedWithAPointer() {
        refused("{", 400, "");
        refused("[]", 400, "");
        refused("{\"module\":\"a\"}", 400, "/data");
        refused("{\"module\":\"a\",\"data\":[]}", 400, "/data");
        refused("{\"module\":7,\"data\":{}}", 400, "/module");
        refused("{\"module\":\"" + "a".repeat(65) + "\",\"data\":{}}", 400, "/module");
        refused("{\"module\":\"a\",\"data\":{},\"update_id\":1}", 400, "/update_id");
        refused("{\"module\":\"a\",\"module\":\"b\",\"data\":{}}", 400, "");
        refused("{\"module\":\"a\",\"data\":{\"x\":NaN}}", 400, "");
        refused("{\"module\":\"a\",\"data\":" + "{\"a\":".repeat(70) + "1" + "}".repeat(71), 400, "");
        given().contentType("text/plain").body("x").post("/core/update").then().statusCode(415);
        given().contentType("application/json")
                .body("{\"module\":\"a\",\"data\":{\"x\":\"" + "y".repeat(1_200_000) + "\"}}")
                .post("/core/update")
                .then()
                .statusCode(413);
    }

    @Test
    void whatTheBucketRefusesIsOnTheReplayListAndCanBeSentAgain() throws Exception {
        // Given
        bucket.refuse("unwanted");
        UUID id = idOf(post(update("unwanted")));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/core/updates/" + id)
                        .then()
                        .body("state", equalTo("parked"))
                        .body("reason_code", equalTo("rejected_by_bucket"))
                        .body("reason", equalTo("refused by test"))
                        .body("parked_at", matchesPattern(".*Z")));
        given().post("/core/updates/replay?dryRun=true")
                .then()
                .statusCode(200)
                .body("updates.update_id", hasItem(id.toString()))
                .body("updates.find { it.update_id == '%s' }.reason_code".formatted(id), equalTo("rejected_by_bucket"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .containsPattern("bridge_core_parked_by_reason\\{reason=\"rejected_by_bucket\",?} [1-9]"));

        // When
        bucket.refuse("");
        given().post("/core/updates/replay?dryRun=false&rate=0.5").then().statusCode(200);

        // Then
        synced(id);
        assertThat(bucket.seenOf(id)).hasSize(2);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "a recovery sent the same oldest refused updates again and again, and the others never",
            now = "those parked first come first, and what is refused again since the preview is left out")
    void whatIsRefusedAgainIsLeftOutOfTheSameRun() throws Exception {
        // Given
        bucket.refuse("unwanted-again");
        UUID id = idOf(post(update("unwanted-again")));
        parkedAfter(id, 1);
        String until = given().post("/core/updates/replay?dryRun=true&limit=1000")
                .then()
                .statusCode(200)
                .extract()
                .path("updates.find { it.update_id == '%s' }.parked_at".formatted(id));
        String run = "/core/updates/replay?dryRun=false&limit=1000&rate=1000&parkedUntil=" + until;

        // When
        given().post(run).then().statusCode(200).body("updates.update_id", hasItem(id.toString()));
        parkedAfter(id, 2);

        // Then
        given().post(run).then().statusCode(200).body("updates.update_id", not(hasItem(id.toString())));
        for (String unreadable : List.of("soon", "%2B999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z")) {
            given().urlEncodingEnabled(false)
                    .post("/core/updates/replay?parkedUntil=" + unreadable)
                    .then()
                    .statusCode(400);
        }
        bucket.refuse("");
        given().post("/core/updates/replay?dryRun=false&limit=1000&rate=1000")
                .then()
                .body("updates.update_id", hasItem(id.toString()));
        synced(id);
    }

    private void parkedAfter(UUID id, int sends) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(bucket.seenOf(id)).hasSize(sends);
            given().get("/core/updates/" + id).then().body("state", equalTo("parked"));
        });
    }

    @Test
    void manyUpdatesOfASessionKeepTheirOrder() throws Exception {
        List<UUID> sent = new ArrayList<>();
        String session = "order-" + UUID.randomUUID();
        for (int i = 0; i < 50; i++) {
            sent.add(idOf(post("{\"module\":\"m\",\"session_id\":\"" + session + "\",\"data\":{\"n\":" + i + "}}")));
        }
        synced(sent.getLast());

        List<UUID> seen = bucket.seen().stream()
                .filter(one -> one.key().equals(session))
                .map(FakeBucket.Seen::id)
                .toList();
        assertThat(seen).containsExactlyElementsOf(sent);
    }

    private void synced(UUID id) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/core/updates/" + id).then().body("state", equalTo("synced")));
    }

    private void refused(String body, int status, String pointer) {
        given().contentType("application/json")
                .body(body)
                .post("/core/update")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("pointer", equalTo(pointer));
    }

    private static Response post(String body) {
        return given().contentType("application/json").body(body).post("/core/update");
    }

    private static Response keyed(String key, String body) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/core/update");
    }

    private static Response batch(String key, String... entries) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body("{\"updates\":[" + String.join(",", entries) + "]}")
                .post("/core/updates");
    }

    private void lastSyncInEverySlot(String time) {
        pool.query("INSERT INTO core.tally (module, minute, slot, last_synced)"
                        + " SELECT '', '-infinity', slot, " + time + " FROM generate_series(0, 31) AS slot"
                        + " ON CONFLICT (module, minute, slot) DO UPDATE SET last_synced = EXCLUDED.last_synced")
                .executeAndAwait();
    }

    private JsonNode bucketStatus() throws IOException {
        return json.readTree(given().get("/bucket/status").asString());
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "A null value ended core-sync-results, a NUL in object_id or reason was retried for ever, the year 300000 was stored as infinity",
            now = "Each is parked with its reason, and the next result is read")
    void unreadableResultsAreParkedAndTheNextOneIsRead() throws Exception {
        UUID id = UUID.randomUUID();
        send(null);
        send("null");
        send("{\"update_id\":\"" + id
                + "\",\"status\":\"stored\",\"object_id\":\"a\\u0000b\",\"stored_at\":\"2026-03-01T10:00:00Z\"}");
        send("{\"update_id\":\"" + id + "\",\"status\":\"rejected\",\"reason\":\"a\\u0000b\"}");
        send("{\"update_id\":\"" + id + "\",\"status\":\"stored\",\"stored_at\":\"+300000-03-01T10:00:00Z\"}");

        UUID healthy = idOf(post(update("finance")));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(count("core.synced_update WHERE update_id = '" + healthy + "'"))
                        .isOne());
        assertThat(count("core.intake_parked WHERE topic = 'core-sync-results'"))
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a result without the time of storing put the publishing of its update into the year 1970",
            now = "the update counts as stored when the result arrives")
    void aResultWithoutATimeIsOfNow() throws Exception {
        bucket.stop();
        UUID id = idOf(post(update("untimed")));

        send("{\"update_id\":\"" + id + "\",\"status\":\"stored\",\"object_id\":\"o-1\"}");

        JsonPath trace = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> given().get("/core/updates/" + id).jsonPath(),
                        found -> "synced".equals(found.getString("state")));
        Instant received = Instant.parse(trace.getString("received_at"));
        Instant synced = Instant.parse(trace.getString("synced_at"));
        assertThat(Instant.parse(trace.getString("published_at"))).isBetween(received, synced);
        assertThat(Instant.parse(trace.getString("stored_at"))).isBetween(received, synced);
    }

    private static void send(@Nullable String result) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", KafkaResource.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>("core-sync-results", "poison", result);
            record.headers().add("ce_id", null);
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    private long count(String fromWhere) {
        return pool.query("SELECT count(*) FROM " + fromWhere)
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }

    private static long creative(JsonNode status) {
        return status.path("module_sync_counts").path("creative").asLong();
    }

    private static Instant lastSync(JsonNode status) {
        return Instant.parse(status.get("last_sync_time").asText());
    }

    private void tally(String age, int errors) {
        pool.query("INSERT INTO core.tally (module, minute, slot, errors) VALUES ('', now() - interval '" + age
                        + "', 99, " + errors + ")")
                .executeAndAwait();
    }

    /** The youngest line that contains the text. */
    private JsonNode lastLine(String file, String text) throws IOException {
        return json.readTree(Files.readAllLines(Path.of("target/test-home", file)).reversed().stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line with " + text)));
    }

    private static String update(String module) {
        return "{\"module\":\"" + module + "\",\"data\":{\"n\":1}}";
    }

    private static UUID idOf(Response answer) {
        answer.then().statusCode(200);
        return UUID.fromString(answer.path("update_id"));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        Iterator<String> fields = object.fieldNames();
        fields.forEachRemaining(names::add);
        return names;
    }
}
