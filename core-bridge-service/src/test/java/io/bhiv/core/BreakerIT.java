package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.bhiv.core.testing.AtOnce;
import io.bhiv.core.testing.BhivCoreResource;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** BHIV Core or the bucket away for long: nothing is lost, attempts are not used up, and one never delays the other. */
@QuarkusTest
@TestProfile(QuickReporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(BhivCoreResource.class)
class BreakerIT {

    @Inject
    Pool pool;

    @BeforeEach
    void isAvailable() {
        behave("ok");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> send().then().statusCode(200));
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Attempts that the open breaker stopped were used up without a call",
            now = "Only calls that were made count")
    void aDestinationThatKeepsFailingIsNotCalledForAWhileAndThenTriedAgain() {
        // Given
        behave("refuse");
        send().then().statusCode(202).body("status", equalTo("failed"));
        behave("down");
        List<String> sent = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Response answer = send();
            sent.add(answer.path("delivery_id"));
            answer.then().statusCode(202).body("detail", equalTo("the breaker in front of BHIV Core is open"));
        });

        // When
        behave("ok");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> send().then().statusCode(200).body("status", equalTo("delivered")));
        // An attempt that the breaker stopped is not used up: only what was really called three times has failed.
        sent.forEach(id -> await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/connectors/deliveries/" + id)
                        .then()
                        .body("detail", anyOf(equalTo("HTTP 200"), containsString("after 3 attempts")))));
        assertThat(given().post("/connectors/core/replay?dryRun=true").<Integer>path("failed"))
                .isPositive();
        given().post("/connectors/core/replay?dryRun=false&rate=1000").then().statusCode(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().post("/connectors/core/replay?dryRun=true")
                        .then()
                        .body("failed", equalTo(0)));
        assertThat(given().get("/q/metrics").asString()).contains("bridge_breaker{destination=\"bhiv-core\"} 0.0");
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "What had waited behind the open breaker for a minute became a dead letter after two of three attempts",
            now = "Only the time in which it could be called is part of the total limit")
    void timeBehindTheBreakerIsNoPartOfTheTotalLimit() {
        behave("down");
        UUID id = UUID.randomUUID();
        // As if it had been attempted once, and the breaker open for ten minutes since.
        ask(
                "INSERT INTO core.delivery (delivery_id, kind, destination, payload, attempts, first_attempt_at, due_at) VALUES ('"
                        + id
                        + "', 'payload', 'core', '{}', 1, now() - interval '601 s', now() - interval '600 s')");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/connectors/deliveries/" + id)
                        .then()
                        .body("status", equalTo("failed"))
                        .body("detail", containsString("after 3 attempts")));
        assertThat(pool.query(
                                "SELECT first_attempt_at < created_at - interval '600 s' AS kept FROM core.delivery WHERE delivery_id = '"
                                        + id + "'")
                        .executeAndAwait()
                        .iterator()
                        .next()
                        .getBoolean("kept"))
                .isTrue();
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "One delivery of a kind that only a newer replica knew kept an older one from attempting all that were due",
            now = "It is left to the newer replicas, and the others are attempted")
    void aDeliveryOfAKindThatOnlyANewerReplicaKnowsKeepsNoOtherWaiting() {
        UUID newer = UUID.randomUUID();
        UUID known = UUID.randomUUID();
        ask("ALTER TABLE core.delivery DROP CONSTRAINT delivery_kind_check");
        try {
            ask("INSERT INTO core.delivery (delivery_id, kind, destination, payload, due_at) VALUES"
                    + " ('%s', 'newer', 'core', '{}', now() - interval '1 s'), ('%s', 'payload', 'core', '{}', now())"
                            .formatted(newer, known));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(stateOf(known.toString())).isEqualTo("delivered"));
            assertThat(pool.query("SELECT due_at < now() FROM core.delivery WHERE delivery_id = '" + newer + "'")
                            .executeAndAwait())
                    .extracting(row -> row.getBoolean(0))
                    .containsExactly(true);
        } finally {
            ask("DELETE FROM core.delivery WHERE kind = 'newer'");
            ask("ALTER TABLE core.delivery ADD CONSTRAINT delivery_kind_check"
                    + " CHECK (kind IN ('payload', 'execution', 'reward'))");
        }
    }

    private void ask(String statement) {
        var _ = pool.query(statement).executeAndAwait();
    }

    /** A cap of one in four seconds: the second must still wait when the first has arrived. */
    @Test
    void aReplayIsNoFasterThanItsRate() {
        behave("refuse");
        String first = send().then().statusCode(202).extract().path("delivery_id");
        String second = send().then()
                .statusCode(202)
                .body("detail", containsString("400"))
                .extract()
                .path("delivery_id");
        behave("ok");

        given().post("/connectors/core/replay?dryRun=false&rate=0.25").then().statusCode(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stateOf(first)).isEqualTo("delivered"));
        assertThat(stateOf(second)).isEqualTo("pending");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stateOf(second)).isEqualTo("delivered"));
    }

    /** As many executions as may be attempted at once wait for a bucket that never answers. */
    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "A hung bucket folder starved sends to Core",
            now = "Each destination has its own gate and loop")
    void aBucketThatHangsDoesNotDelaySendsToCore() {
        List<Response> executions = AtOnce.call(
                40,
                i -> given().contentType("application/json")
                        .body("{\"team_id\":\"t\",\"action\":\"a\",\"result\":" + i + "}")
                        .post("/core/executions"));
        executions.forEach(execution -> execution.then().statusCode(200).body("bucket.status", equalTo("pending")));

        for (int i = 0; i < 20; i++) {
            send().then().statusCode(200).body("status", equalTo("delivered"));
        }
    }

    /** Five times as many as may be called at once, each taking a second of the five that an attempt may take. */
    @Test
    @Tag("timing")
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "A healthy BHIV Core that takes 3 s used up the attempts of a third of what was sent to it",
            now = "Attempts count calls that were made; everything arrives at the first")
    void aSlowCoreUsesUpNoAttempts() {
        behave("slow");

        List<String> sent = AtOnce.call(40, i -> send().<String>path("delivery_id"));

        sent.forEach(id -> await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(stateOf(id)).isEqualTo("delivered")));
        assertThat(pool.query("SELECT DISTINCT attempts FROM core.delivery WHERE delivery_id::text IN ('"
                                + String.join("','", sent) + "')")
                        .executeAndAwait())
                .extracting(row -> row.getShort(0))
                .containsExactly((short) 1);
    }

    private static Response send() {
        return given().contentType("application/json").body("{\"n\":1}").post("/connectors/core/send");
    }

    private static String stateOf(String delivery) {
        return given().get("/connectors/deliveries/" + delivery).path("status");
    }

    private static void behave(String behaviour) {
        String core = ConfigProvider.getConfig().getValue("BHIV_CORE_URL", String.class);
        given().body(behaviour)
                .put(URI.create(core).resolve("/behaviour"))
                .then()
                .statusCode(200);
    }
}
