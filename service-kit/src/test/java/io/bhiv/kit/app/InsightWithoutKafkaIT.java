package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.stage.testing.PostgresResource;
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

/** Nobody listens where Kafka should be: reports are dropped and counted, and nothing else is different. */
@QuarkusTest
@TestProfile(InsightWithoutKafkaIT.NoKafka.class)
@QuarkusTestResource(PostgresResource.class)
class InsightWithoutKafkaIT {

    /** Port 1 refuses connections. */
    public static final class NoKafka implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("bridge.insight.enabled", "true", "kafka.bootstrap.servers", "localhost:1");
        }
    }

    @Inject
    MeterRegistry meters;

    @Inject
    Heartbeats heartbeats;

    @Test
    void reportsAreDroppedAndCountedAndTheLoopTurnsOn() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meters.get("bridge.insight.dropped")
                                .functionCounter()
                                .count())
                        .isGreaterThan(3));

        assertThat(heartbeats.all())
                .filteredOn(beat -> beat.loop().equals("insight"))
                .singleElement()
                .satisfies(beat -> assertThat(beat.failuresInARow()).isZero());
        RestAssured.get("/q/health/ready").then().statusCode(200);
    }
}
