package io.bhiv.biometric.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class BacklogMetricsIT {

    @Test
    void whatIsParkedShowsInTheMetricsWithItsReason() {
        Signed.terra("authentic, and not JSON").send().then().statusCode(202);

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(metrics())
                        .containsPattern("bridge_backlog_parked\\{reason=\"NOT_JSON\",?} [1-9]")
                        .containsPattern("bridge_backlog_outstanding [0-9]")
                        .containsPattern("bridge_backlog_oldest_seconds [0-9]"));
    }

    private static String metrics() {
        return RestAssured.get("/q/metrics").asString();
    }
}
