package io.bhiv.biometric.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The tally against the tables, over every way in which a delivery can go, and with rows deleted by hand. */
@QuarkusTest
@TestProfile(PersonalReporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class TallyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NOTICED = Duration.ofSeconds(60);

    @Inject
    ObjectMapper json;

    private final String user = UUID.randomUUID().toString();

    @Test
    void everyWayIsTalliedAndEveryDeletedRowIsNoticed() throws Exception {
        EmptyTables.of(
                "biometric.event_tally, biometric.event_tally_delta, biometric.delivery, biometric.delivery_key,"
                        + " biometric.outstanding, biometric.parked, biometric.awaiting_fetch, biometric.dropped",
                "UPDATE biometric.event_tally_since SET since = now() - interval '10 minutes'");
        Signed night = Signed.terra(Bodies.sleep(user, "night", 44));
        String published = acceptedId(night);
        awaitState(published, "published");
        night.send().then().statusCode(200);
        night.without("terra-signature").send().then().statusCode(401);
        Topic.write(new ProducerRecord<>("terra-biometric-events", user, new byte[100_000]));
        Topic.write(new ProducerRecord<>("terra-biometric-events", user, null));
        String notJson = acceptedId(Signed.terra("authentic, and not JSON " + user));
        awaitState(notJson, "parked");
        String dropped = acceptedId(Signed.terra("{\"type\":\"unheard_of\",\"it\":\"" + user + "\"}"));
        awaitState(dropped, "dropped");
        String notice = acceptedId(Signed.whoop(Bodies.whoopNotice(user)));
        awaitState(notice, "awaiting_fetch");
        String revoked = revokedNight();
        replay(published);
        replay(dropped);
        awaitState(published, "published");
        awaitState(dropped, "dropped");
        RestAssured.delete("/api/v1/biometric/parked/" + notJson).then().statusCode(200);
        awaitState(revoked, "published");

        Instant settled = Instant.now();
        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading terra = latest("terra", settled);
            assertThat(terra).satisfies(one -> {
                assertThat(one.refused())
                        .as("unsigned, too large and without a value")
                        .isEqualTo(3);
                assertThat(one.duplicate()).isEqualTo(1);
                assertThat(one.published()).isPositive();
                assertThat(one.dropped()).isEqualTo(1);
                assertThat(one.dead()).isEqualTo(1);
                assertThat(one.received()).isEqualTo(one.stored() + 4);
            });
            assertThat(terra.isBalanced()).as("%s", terra).isTrue();
            TallyReading whoop = latest("whoop", settled);
            assertThat(whoop.stored()).isEqualTo(1);
            assertThat(whoop.pending()).isEqualTo(1);
            assertThat(whoop.isBalanced()).as("%s", whoop).isTrue();
        });

        execute("DELETE FROM biometric.delivery WHERE event_id = '" + published + "'");
        execute("DELETE FROM biometric.awaiting_fetch WHERE event_id = '" + notice + "'");
        execute("INSERT INTO biometric.outstanding (received_at, event_id, provider, claimed_until)"
                + " SELECT received_at, event_id, provider, now() + interval '1 hour' FROM biometric.delivery"
                + " WHERE event_id = '" + dropped + "'");
        Instant deleted = Instant.now();

        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading terra = latest("terra", deleted);
            assertThat(terra.missingStored()).isEqualTo(1);
            assertThat(terra.missingPending()).isEqualTo(-1);
            assertThat(latest("whoop", deleted).missingPending()).isEqualTo(1);
        });
    }

    /** Parked because its person is not connected, then freed. */
    private String revokedNight() {
        String link = "{\"type\":\"%s\",\"status\":\"success\",\"user\":{\"user_id\":\"" + user
                + "\",\"provider\":\"OURA\",\"active\":true}}";
        awaitState(acceptedId(Signed.terra(link.formatted("auth"))), "published");
        awaitState(acceptedId(Signed.terra(link.formatted("deauth"))), "published");
        String night = acceptedId(Signed.terra(Bodies.sleep(user, "later night", 44)));
        awaitState(night, "parked");
        acceptedId(Signed.terra(link.formatted("auth").replace("success", "success ")));
        return night;
    }

    private TallyReading latest(String intake, Instant after) {
        return json.convertValue(
                TallyReports.latest(KafkaResource.bootstrapServers(), intake, after), TallyReading.class);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void replay(String eventId) {
        given().contentType("application/json")
                .body(Map.of("event_id", eventId))
                .post("/api/v1/biometric/replays?dryRun=false")
                .then()
                .statusCode(200)
                .body("count", is(1));
    }

    private static String acceptedId(Signed webhook) {
        return webhook.send().then().statusCode(202).extract().jsonPath().getString("event_id");
    }

    private static void awaitState(String eventId, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> RestAssured.get("/api/v1/biometric/deliveries/" + eventId)
                        .then()
                        .statusCode(200)
                        .body("state", is(state)));
    }
}
