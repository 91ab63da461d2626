package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.bhiv.core.testing.BhivCoreResource;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** BHIV Core away for long: it is left alone, everything is kept, and what is sent when it is back arrives. */
@QuarkusTest
@TestProfile(BreakerIT.Quick.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(BhivCoreResource.class)
class BreakerIT {

    public static final class Quick implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("bridge.core.send.breaker.failures", "3", "bridge.core.send.breaker.open-for", "3s");
        }
    }

    @Test
    void aDestinationThatKeepsFailingIsLeftAloneAndFoundAgain() {
        // Given
        behave("down");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> send().then()
                        .statusCode(202)
                        .body("detail", equalTo("the breaker in front of BHIV Core is open")));

        // When
        behave("ok");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> send().then().statusCode(200).body("status", equalTo("delivered")));
        assertThat(given().post("/connectors/core/replay?dryRun=true").<Integer>path("failed"))
                .isPositive();
        given().post("/connectors/core/replay?dryRun=false&rate=1000").then().statusCode(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().post("/connectors/core/replay?dryRun=true")
                        .then()
                        .body("failed", equalTo(0)));
        assertThat(given().get("/q/metrics").asString()).contains("bridge_core_send_breaker 0.0");
    }

    /** A cap of one in four seconds: the second must still wait when the first has arrived. */
    @Test
    void aReplayGoesNoFasterThanItIsTold() {
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

    private static Response send() {
        return given().contentType("application/json").body("{\"n\":1}").post("/connectors/core/send");
    }

    private static String stateOf(String delivery) {
        return given().get("/connectors/deliveries/" + delivery).path("status");
    }

    private static void behave(String word) {
        String core = ConfigProvider.getConfig().getValue("BHIV_CORE_URL", String.class);
        given().body(word).put(URI.create(core).resolve("/behaviour")).then().statusCode(200);
    }
}
