package io.bhiv.biometric.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class BacklogMetricsIT {

    @Test
    void whatIsParkedShowsInTheMetricsWithItsProviderAndItsReason() {
        Signed.terra("authentic, and not JSON").send().then().statusCode(202);

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(metrics())
                        .containsPattern("bridge_backlog_parked\\{provider=\"terra\",reason=\"NOT_JSON\",?} [1-9]")
                        .containsPattern("bridge_backlog_outstanding [0-9]")
                        .containsPattern("bridge_backlog_oldest_seconds [0-9]"));
    }

    @Test
    void whatWaitsLongestAndWhatWasGivenUpShowByProvider() {
        Signed.whoop(Bodies.whoopNotice(UUID.randomUUID().toString()))
                .send()
                .then()
                .statusCode(202);
        Response notJson = Signed.terra("authentic, not JSON, and given up").send();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> RestAssured.delete(
                                "/api/v1/biometric/parked/" + notJson.jsonPath().getString("event_id"))
                        .then()
                        .statusCode(200));

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(metrics())
                        .containsPattern(
                                "bridge_backlog_waiting_oldest_seconds\\{provider=\"whoop\",waits_for=\"fetch\",?} [0-9]")
                        .containsPattern("bridge_backlog_dead\\{provider=\"terra\",reason=\"NOT_JSON\",?} [1-9]"));
    }

    private static String metrics() {
        return RestAssured.get("/q/metrics").asString();
    }
}
