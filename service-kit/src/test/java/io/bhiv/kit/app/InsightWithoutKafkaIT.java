package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kafka goes away and comes back: reports are dropped and counted meanwhile, and nothing else is different. */
@QuarkusTest
@TestProfile(InsightWithoutKafkaIT.ShortDelivery.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class InsightWithoutKafkaIT {

    /** What is not acknowledged is dropped soon. */
    public static final class ShortDelivery implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "bridge.insight.enabled", "true",
                    "bridge.insight.every", "200ms",
                    "bridge.insight.delivery-timeout", "2s");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    MeterRegistry meters;

    @Inject
    Heartbeats heartbeats;

    @Test
    void reportsAreDroppedAndCountedAndTheLoopTurnsOn() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(reports()).isGreaterThan(1));
        double before = dropped();
        int known = reports();

        KafkaResource.stopServer();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(dropped()).isGreaterThan(before + 3));
            assertThat(heartbeats.all())
                    .filteredOn(beat -> beat.loop().equals("insight"))
                    .singleElement()
                    .satisfies(beat -> assertThat(beat.failuresInARow()).isZero());
            RestAssured.get("/q/health/ready").then().statusCode(200);
        } finally {
            KafkaResource.startServer();
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(reports()).isGreaterThan(known + 2));
    }

    private double dropped() {
        return meters.get("bridge.insight.dropped").functionCounter().count();
    }

    private static int reports() {
        return TopicFollower.everything(KafkaResource.bootstrapServers(), "insight-flow")
                .size();
    }
}
