package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.bhiv.core.testing.FakeBucket;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bucket away: a few seconds in the suite, as long as {@code -Doutage.seconds} says otherwise. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@Tag("faults")
class BucketOutageIT {

    private static final int SECONDS = Integer.getInteger("outage.seconds", 4);

    private final FakeBucket bucket = new FakeBucket(KafkaResource.bootstrapServers());

    @AfterEach
    void stopBucket() {
        bucket.stop();
    }

    @Test
    void pendingGrowsHealthSaysSoAndNothingIsLost() {
        // Given
        long errorsBefore = given().get("/core/health").<Integer>path("error_count_24h");
        List<UUID> accepted = new ArrayList<>();
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() < until || accepted.size() < 50) {
            accepted.add(UUID.fromString(given().contentType("application/json")
                    .body("{\"module\":\"outage\",\"data\":{\"n\":" + accepted.size() + "}}")
                    .post("/core/update")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("update_id")));
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/core/health")
                        .then()
                        .statusCode(200)
                        .body("pending_queue", greaterThanOrEqualTo(accepted.size()))
                        .body("status", equalTo("degraded")));

        // When
        bucket.start();

        // Then
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/core/health")
                        .then()
                        .body("pending_queue", equalTo(0))
                        .body("status", equalTo("ok"))
                        .body("avg_latency_ms_24h", greaterThanOrEqualTo(1F))
                        .body("error_count_24h", equalTo((int) errorsBefore)));
        assertThat(bucket.seen().stream().map(FakeBucket.Seen::id)).containsAll(accepted);
        given().get("/core/updates/" + accepted.getFirst()).then().body("state", equalTo("synced"));
        long late = Duration.between(
                        java.time.Instant.parse(given().get("/core/updates/" + accepted.getFirst())
                                .path("received_at")),
                        java.time.Instant.parse(given().get("/core/updates/" + accepted.getFirst())
                                .path("synced_at")))
                .toMillis();
        assertThat(late).isGreaterThan(1_000);
    }
}
