package io.bhiv.biometric.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** From signed webhooks to a trigger that knows the person. */
@QuarkusTest
@TestProfile(PersonalReporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class PersonalTriggersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String user = UUID.randomUUID().toString();

    @Test
    void lowNightsOfAKnownPersonBecomeOneExplainedTrigger() throws IOException {
        for (int ago = 40; ago > 0; ago--) {
            send(today().minusDays(ago), 60 + ago % 5);
        }
        String lowNight = send(today(), 30);

        ConsumerRecord<String, byte[]> event = await().atMost(PATIENCE)
                .until(() -> Topic.ofDelivery("biometric-events", lowNight), records -> !records.isEmpty())
                .getFirst();
        List<ConsumerRecord<String, byte[]>> fired = await().atMost(PATIENCE)
                .until(
                        () -> Topic.read("health-events", record -> record.key().equals(event.key())),
                        records -> !records.isEmpty());

        assertThat(fired).hasSize(1);
        JsonNode trigger = JSON.readTree(fired.getFirst().value());
        assertThat(trigger.path("rule").asText()).startsWith("HRV_");
        assertThat(trigger.at("/personal/night").asText()).isEqualTo(today().toString());
        assertThat(trigger.at("/evidence/baseline/n_base").asInt()).isGreaterThanOrEqualTo(14);
        assertThat(trigger.path("disclaimer").asText()).isEqualTo("wellness_information_not_medical_advice");
        assertThat(Topic.header(fired.getFirst(), "ce_id"))
                .isEqualTo(trigger.path("trigger_id").asText());
        assertThat(Topic.header(fired.getFirst(), "ce_type")).isEqualTo("bio.trigger.v1");
    }

    @Test
    void theFixedRuleGivesRecordsTheirPriorityAndPublishesNothing() {
        String night = send(today(), 20);

        List<ConsumerRecord<String, byte[]>> events = await().atMost(PATIENCE)
                .until(() -> Topic.ofDelivery("biometric-events", night), records -> !records.isEmpty());

        assertThat(events)
                .extracting(record -> Topic.header(record, "priority"))
                .contains("critical");
        assertThat(Topic.ofDelivery("health-events", night)).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Only Oura's people could say that they have a pacemaker: all others got alarms that mean nothing for them",
            now = "The application that knows the person says it: POST /api/v1/biometric/people/{reference}/tags")
    void nothingFiresForANightAfterTheirPacemaker() throws SQLException {
        String other = UUID.randomUUID().toString();
        for (int ago = 40; ago > 0; ago--) {
            send(today().minusDays(ago), 60 + ago % 5);
            send(other, today().minusDays(ago), 60 + ago % 5);
        }
        String last = send(today().minusDays(1), 61);
        awaitEvents(last);
        given().contentType("application/json")
                .body(Map.of("tag", "pacemaker", "from", today().toString()))
                .post("/api/v1/biometric/people/ref-" + user + "/tags")
                .then()
                .statusCode(200)
                .body("nights", is(1));
        awaitNothingArrived();

        String lowNight = send(today(), 30);
        String key = awaitEvents(lowNight).getFirst().key();
        String lowNightOfTheOther = send(other, today(), 30);
        String otherKey = awaitEvents(lowNightOfTheOther).getFirst().key();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Topic.read(
                                "health-events", record -> record.key().equals(otherKey)))
                        .hasSize(1));
        awaitNothingArrived();
        assertThat(Topic.read("health-events", record -> record.key().equals(key)))
                .isEmpty();
    }

    @Test
    void whatCannotBeTaggedIsRefused() {
        String tags = "/api/v1/biometric/people/ref-" + user + "/tags";
        Map<String, Map<String, String>> refused = Map.of(
                "/tag", Map.of("tag", "unheard_of", "from", "2026-07-05"),
                "/from", Map.of("tag", "luteal", "from", "yesterday"),
                "/until",
                        Map.of(
                                "tag",
                                "luteal",
                                "from",
                                today().toString(),
                                "until",
                                today().plusDays(9).toString()));

        refused.forEach((pointer, body) -> given().contentType("application/json")
                .body(body)
                .post(tags)
                .then()
                .statusCode(400)
                .body("pointer", is(pointer)));
        given().contentType("application/json")
                .body(Map.of("tag", "luteal", "from", today().toString()))
                .post(tags)
                .then()
                .statusCode(404);
    }

    private static List<ConsumerRecord<String, byte[]>> awaitEvents(String eventId) {
        return await().atMost(PATIENCE)
                .until(() -> Topic.ofDelivery("biometric-events", eventId), records -> !records.isEmpty());
    }

    /** Everything is evaluated. */
    private static void awaitNothingArrived() throws SQLException {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement()) {
            await().atMost(PATIENCE).until(() -> {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM biometric.person_arrival")) {
                    return rows.next() && rows.getLong(1) == 0;
                }
            });
        }
    }

    private String send(LocalDate day, double rmssd) {
        return send(user, day, rmssd);
    }

    private static String send(String user, LocalDate day, double rmssd) {
        return Signed.terra(Bodies.sleep(user, day, rmssd))
                .send()
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("event_id");
    }

    private static LocalDate today() {
        return LocalDate.now(Clock.systemUTC());
    }
}
