package io.bhiv.biometric.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class WebhookJourneyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String user = UUID.randomUUID().toString();
    private final String night = UUID.randomUUID().toString();

    @Test
    void aSignedNightWithLowHrvBecomesEventsAndACriticalTrigger() throws IOException {
        Response answer = Signed.terra(Bodies.sleep(user, LocalDate.now(ZoneOffset.UTC), 20))
                .send();

        answer.then().statusCode(202);
        assertThat(answer.jsonPath().getBoolean("duplicate")).isFalse();
        String eventId = answer.jsonPath().getString("event_id");
        ConsumerRecord<String, byte[]> trigger =
                awaitRecords("health-events", eventId, 1).getFirst();
        JsonNode fired = JSON.readTree(trigger.value());
        assertThat(fired.path("severity").asText()).isEqualTo("CRITICAL");
        assertThat(fired.path("type").asText()).isEqualTo("URGENT_INTERVENTION");
        assertThat(fired.path("recommendation").asText()).isEqualTo("immediate_stress_protocol");
        assertThat(Topic.header(trigger, "priority")).isEqualTo("critical");
        ConsumerRecord<String, byte[]> hrv = Topic.ofDelivery("biometric-events", eventId).stream()
                .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains("\"hrv_rmssd\""))
                .findFirst()
                .orElseThrow();
        assertThat(JSON.readTree(hrv.value()).path("value").asDouble()).isEqualTo(20.0);
        assertThat(Topic.header(hrv, "ce_specversion")).isEqualTo("1.0");
        assertThat(hrv.key()).isEqualTo(trigger.key());
    }

    @Test
    void aNightThatWaitedForItsPersonForSixDaysFiresNothing() throws SQLException {
        String link = "{\"type\":\"%s\",\"status\":\"success\",\"user\":{\"user_id\":\"" + user
                + "\",\"provider\":\"OURA\",\"active\":true}}";
        awaitState(acceptedId(link.formatted("auth")), "published");
        awaitState(acceptedId(link.formatted("deauth")), "published");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String old = acceptedId(Bodies.sleep(user, today.minusDays(6), 20));
        String fresh = acceptedId(Bodies.sleep(user, today, 21));
        awaitState(old, "parked");
        awaitState(fresh, "parked");
        cameSixDaysAgo(old);

        acceptedId(link.formatted("auth").replace("success", "success "));

        awaitRecords("health-events", fresh, 1);
        awaitState(old, "published");
        assertThat(Topic.ofDelivery("health-events", old)).isEmpty();
        assertThat(RestAssured.get("/api/v1/biometric/deliveries/" + old)
                        .jsonPath()
                        .getList("made.triggers"))
                .isEmpty();
    }

    private static void cameSixDaysAgo(String eventId) throws SQLException {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(6);
        String then = "(now() AT TIME ZONE 'UTC')::date - 6 + interval '12 hours'";
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS biometric.delivery_%s PARTITION OF biometric.delivery FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')"
                            .formatted(day.format(DateTimeFormatter.BASIC_ISO_DATE), day, day.plusDays(1)));
            for (String table : List.of("delivery", "delivery_key", "parked")) {
                statement.execute("UPDATE biometric.%s SET received_at = (%s) AT TIME ZONE 'UTC' WHERE event_id = '%s'"
                        .formatted(table, then, eventId));
            }
        }
    }

    private static String acceptedId(String body) {
        return Signed.terra(body)
                .send()
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("event_id");
    }

    @Test
    void theCallersTraceGoesOnIntoKafka() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        Response answer = Signed.terra(Bodies.sleep(user, night, 55))
                .withHeader("traceparent", trace)
                .send();

        var records = awaitRecords("biometric-events", answer.jsonPath().getString("event_id"), 1);
        assertThat(records).allSatisfy(record -> {
            assertThat(Topic.header(record, "ce_traceparent")).isEqualTo(trace);
            assertThat(Topic.header(record, "traceparent")).isEqualTo(trace);
        });
    }

    @Test
    void duplicateDeliveryIsAcknowledgedOnceAndPublishedOnce() {
        Signed webhook = Signed.terra(Bodies.sleep(user, night, 50));
        String eventId =
                webhook.send().then().statusCode(202).extract().jsonPath().getString("event_id");
        int published = awaitRecords("biometric-events", eventId, 1).size();

        Response again = webhook.send();

        again.then().statusCode(200);
        assertThat(again.jsonPath().getBoolean("duplicate")).isTrue();
        assertThat(again.jsonPath().getString("event_id")).isEqualTo(eventId);
        assertThat(Topic.ofDelivery("biometric-events", eventId)).hasSize(published);
    }

    @Test
    void ofAHundredIdenticalDeliveriesAtOnceExactlyOneIsNew() {
        Signed webhook = Signed.terra(Bodies.sleep(user, night, 50));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = IntStream.range(0, 100)
                    .mapToObj(i ->
                            CompletableFuture.supplyAsync(() -> webhook.send().statusCode(), callers))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(statuses).filteredOn(status -> status == 202).hasSize(1);
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(99);
        }
    }

    @Test
    void otherContentUnderTheSameTraceIdIsARevisionNotADuplicate() {
        String trace = UUID.randomUUID().toString();
        Instant now = Instant.now();
        Response first = Signed.terra(Bodies.sleep(user, night, 50), trace, now, FakeSecrets.TERRA)
                .send();

        Response second = Signed.terra(Bodies.sleep(user, night, 51), trace, now, FakeSecrets.TERRA)
                .send();

        second.then().statusCode(202);
        assertThat(first.jsonPath().getInt("revision")).isEqualTo(1);
        assertThat(second.jsonPath().getInt("revision")).isEqualTo(2);
        assertThat(second.jsonPath().getString("event_id"))
                .isNotEqualTo(first.jsonPath().getString("event_id"));
    }

    @Test
    void anOverlappingOldSecretIsStillGood() {
        Signed.terra(
                        Bodies.sleep(user, night, 50),
                        UUID.randomUUID().toString(),
                        Instant.now(),
                        FakeSecrets.TERRA_PREVIOUS)
                .send()
                .then()
                .statusCode(202);
    }

    @Test
    void lateButAuthenticIsTakenAndFlagged() throws IOException {
        Instant anHourAgo = Instant.now().minusSeconds(3600);

        Response answer = Signed.terra(
                        Bodies.sleep(user, night, 50), UUID.randomUUID().toString(), anHourAgo, FakeSecrets.TERRA)
                .send();

        answer.then().statusCode(202);
        var record = awaitRecords("biometric-events", answer.jsonPath().getString("event_id"), 1)
                .getFirst();
        assertThat(JSON.readTree(record.value())
                        .path("provenance")
                        .path("late_authentic")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void everyRefusalLooksTheSame() {
        Signed genuine = Signed.terra(Bodies.sleep(user, night, 50));
        List<Response> refusals = List.of(
                genuine.withBody(Bodies.sleep(user, night, 51)).send(),
                genuine.without("terra-signature").send(),
                genuine.withHeader("terra-signature", "t=1,v1=zz").send(),
                Signed.terra(
                                Bodies.sleep(user, night, 50),
                                "x",
                                Instant.now().minus(Duration.ofDays(3)),
                                FakeSecrets.TERRA)
                        .send(),
                Signed.terra(Bodies.sleep(user, night, 50), "x", Instant.now().plusSeconds(400), FakeSecrets.TERRA)
                        .send(),
                Signed.terra(Bodies.sleep(user, night, 50), "x", Instant.now(), "someone-elses-secret")
                        .send(),
                new Signed("/webhook/nobody", genuine.headers(), genuine.body()).send());

        assertThat(refusals).extracting(Response::statusCode).containsOnly(401);
        assertThat(refusals)
                .extracting(response -> response.body().asString())
                .containsOnly(refusals.getFirst().body().asString());
        assertThat(refusals).extracting(Response::contentType).containsOnly("application/problem+json");
    }

    @Test
    void aRefusedDeliveryMayBeSentRightlyAfterwards() {
        Signed genuine = Signed.terra(Bodies.sleep(user, night, 50));
        genuine.withHeader("terra-signature", "t=1,v1=00").send().then().statusCode(401);

        genuine.send().then().statusCode(202);
    }

    @Test
    void authenticRubbishIsStoredAndParked() {
        String rubbish = "{\"type\":\"sleep\",\"data\":[NaN] " + UUID.randomUUID();

        Response answer = Signed.terra(rubbish).send();

        answer.then().statusCode(202);
        awaitState(answer.jsonPath().getString("event_id"), "parked");
    }

    @Test
    void noticesOfOuraAndWhoopAreKeptForTheFetch() {
        Response oura =
                Signed.oura(Bodies.ouraNotice(UUID.randomUUID().toString())).send();
        Response whoop =
                Signed.whoop(Bodies.whoopNotice(UUID.randomUUID().toString())).send();

        oura.then().statusCode(202);
        whoop.then().statusCode(202);
        awaitState(oura.jsonPath().getString("event_id"), "awaiting_fetch");
        awaitState(whoop.jsonPath().getString("event_id"), "awaiting_fetch");
    }

    @Test
    void theLegacyShapeStillFires() {
        Response answer =
                Signed.terra("{\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}").send();

        answer.then().statusCode(202);
        awaitRecords("health-events", answer.jsonPath().getString("event_id"), 1);
    }

    @Test
    void ourasChallengeIsEchoedToWhomItConcerns() {
        RestAssured.get("/webhook/oura?challenge=b8c2f1&verification_token=" + FakeSecrets.OURA_TOKEN)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("challenge", org.hamcrest.Matchers.is("b8c2f1"));
        RestAssured.get("/webhook/oura?challenge=b8c2f1&verification_token=wrong")
                .then()
                .statusCode(401);
    }

    @Test
    void whatTerraWritesToItsTopicAndAlsoSendsIsPublishedOnce() throws Exception {
        Signed webhook = Signed.terra(Bodies.sleep(user, night, 47));
        String eventId = webhook.send().jsonPath().getString("event_id");
        awaitRecords("biometric-events", eventId, 1);
        String other = UUID.randomUUID().toString();

        Topic.write(new ProducerRecord<>("terra-biometric-events", user, webhook.body()));
        Topic.write(new ProducerRecord<>(
                "terra-biometric-events", other, Bodies.sleep(other, night, 48).getBytes(StandardCharsets.UTF_8)));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(eventsOf(other)).isNotEmpty());
        assertThat(eventsOf(user))
                .extracting(record -> Topic.header(record, "delivery-event-id"))
                .containsOnly(eventId);
    }

    @Test
    void whatCameByTheTopicFirstMakesTheWebhookADuplicate() throws Exception {
        Signed webhook = Signed.terra(Bodies.sleep(user, night, 46));
        Topic.write(new ProducerRecord<>("terra-biometric-events", user, webhook.body()));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(eventsOf(user)).isNotEmpty());

        webhook.send().then().statusCode(200);
    }

    @Test
    void versionsWithoutAStampThatAreReadTogetherAreTwoAndTheLaterOneStands() throws Exception {
        // While it is being stored the others gather for the next commit.
        byte[] ahead = Bodies.sleep(UUID.randomUUID().toString(), night, 40).getBytes(StandardCharsets.UTF_8);
        byte[] first = Bodies.sleep(user, night, 41).getBytes(StandardCharsets.UTF_8);
        byte[] second = Bodies.sleep(user, night, 42).getBytes(StandardCharsets.UTF_8);

        Topic.write(
                new ProducerRecord<>("terra-biometric-events", user, ahead),
                new ProducerRecord<>("terra-biometric-events", user, first),
                new ProducerRecord<>("terra-biometric-events", user, second));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(eventsOf(user, "hrv_rmssd")).hasSize(2));
        List<JsonNode> versions = eventsOf(user, "hrv_rmssd");
        assertThat(versions).extracting(event -> event.path("value").asDouble()).containsExactly(41.0, 42.0);
        assertThat(versions)
                .extracting(event -> event.path("event_id").asText())
                .doesNotHaveDuplicates();
        assertThat(versions.getLast().path("revision").asLong())
                .isGreaterThan(versions.getFirst().path("revision").asLong());
    }

    /** PostgreSQL takes no NUL in a text; a record of Kafka may bring one. */
    @Test
    void aTopicHeaderThatPostgresRefusesBlocksNothing() throws Exception {
        byte[] body = Bodies.sleep(user, night, 45).getBytes(StandardCharsets.UTF_8);
        byte[] poison = "a\u0000b".getBytes(StandardCharsets.UTF_8);
        var record = new ProducerRecord<String, byte[]>("terra-biometric-events", user, body);
        record.headers().add("X-Terra-Trace-Id", poison).add("terra-reference", poison);

        Topic.write(record);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(eventsOf(user)).isNotEmpty());
    }

    @Test
    void poisonedRecordsOfTheTopicBlockNothing() throws Exception {
        Topic.write(new ProducerRecord<>("terra-biometric-events", user, null));
        byte[] body = Bodies.sleep(user, night, 44).getBytes(StandardCharsets.UTF_8);
        var nullHeaders = new ProducerRecord<String, byte[]>("terra-biometric-events", user, body);
        nullHeaders.headers().add("content-type", null).add("ce_id", null).add("ce_specversion", null);
        Topic.write(nullHeaders);
        Topic.write(new ProducerRecord<>(
                "terra-biometric-events", user, Bodies.sleep(user, night, 43).getBytes(StandardCharsets.UTF_16)));
        String behind = UUID.randomUUID().toString();

        Topic.write(new ProducerRecord<>(
                "terra-biometric-events",
                behind,
                Bodies.sleep(behind, night, 48).getBytes(StandardCharsets.UTF_8)));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(eventsOf(user)).isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(eventsOf(behind)).isNotEmpty());
    }

    @Test
    void whatKafkaRefusesForItsSizeIsParkedAndNotTakenForSaid() throws Exception {
        String manySamples = Bodies.withHrvSamples(Bodies.sleep(user, night, 45), 4_000);
        Topic.limitRecords("biometric-events", Optional.of(4_000));
        try {
            awaitState(Signed.terra(manySamples).send().jsonPath().getString("event_id"), "parked");
        } finally {
            Topic.limitRecords("biometric-events", Optional.empty());
        }

        String eventId =
                Signed.terra(Bodies.sleep(user, night, 45)).send().jsonPath().getString("event_id");

        assertThat(awaitRecords("biometric-events", eventId, 1))
                .extracting(record ->
                        JSON.readTree(record.value()).path("operation").asText())
                .containsOnly("UPSERT");
    }

    @Test
    void healthIsThePublishedOne() {
        RestAssured.get("/health")
                .then()
                .statusCode(200)
                .body("status", org.hamcrest.Matchers.is("healthy"))
                .body("service", org.hamcrest.Matchers.is("biometric-bridge"));
    }

    private List<ConsumerRecord<String, byte[]>> eventsOf(String providerUser) {
        return Topic.read(
                "biometric-events",
                record -> new String(record.value(), StandardCharsets.UTF_8).contains(providerUser));
    }

    private List<JsonNode> eventsOf(String providerUser, String metric) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : eventsOf(providerUser)) {
            JsonNode event = JSON.readTree(record.value());
            if (event.path("metric").asText().equals(metric)) {
                events.add(event);
            }
        }
        return events;
    }

    private static List<ConsumerRecord<String, byte[]>> awaitRecords(String topic, String eventId, int atLeast) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Topic.ofDelivery(topic, eventId)).hasSizeGreaterThanOrEqualTo(atLeast));
        return Topic.ofDelivery(topic, eventId);
    }

    private static void awaitState(String eventId, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> RestAssured.get("/api/v1/biometric/deliveries/" + eventId)
                        .then()
                        .statusCode(200)
                        .body("state", org.hamcrest.Matchers.is(state)));
    }
}
