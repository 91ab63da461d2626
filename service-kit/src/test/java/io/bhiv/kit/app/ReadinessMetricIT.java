package io.bhiv.kit.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class ReadinessMetricIT {

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "No alert fired when a service was gone, or not ready: its metrics vanished, and with them what"
                    + " alerts ask for",
            now = "Each replica shows whether it is ready, under the name of its service, and its absence is an alert")
    void everyReplicaShowsWhetherItIsReady() {
        await().untilAsserted(() -> assertThat(get("/q/metrics").asString())
                .containsPattern("bridge_ready\\{application=\"[^\"]+\"} 1\\.0"));
    }
}
