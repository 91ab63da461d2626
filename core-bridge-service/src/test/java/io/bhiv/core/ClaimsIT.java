package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import io.bhiv.core.identity.Update;
import io.bhiv.core.publish.PendingUpdates;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What replicas may take from the pending list while Kafka is away; the service's own sweeper rests behind its breaker. */
@QuarkusTest
@TestProfile(ClaimsIT.WithoutKafka.class)
@QuarkusTestResource(PostgresResource.class)
class ClaimsIT {

    private static final Duration GRACE = Duration.ofSeconds(4);

    public static final class WithoutKafka implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kafka.bootstrap.servers", "localhost:1",
                    "bridge.kafka.max-block", "100ms",
                    "bridge.kafka.breaker.failures", "1",
                    "bridge.kafka.breaker.open-for", "1h",
                    "bridge.core.journal.grace", GRACE.toString());
        }
    }

    @Inject
    PendingUpdates pending;

    @Test
    void aClaimedUpdateIsNotClaimedAgainBeforeItsClaimExpires() {
        Set<UUID> accepted = accept(30, 10);

        Set<UUID> held = new HashSet<>();
        long begun = System.nanoTime();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            assertThat(claim(10)).allMatch(held::add);
            return held.containsAll(accepted);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GRACE);
        assertThat(claim(500)).doesNotContainAnyElementsOf(accepted);
        Set<UUID> again = new HashSet<>();
        await().atMost(GRACE.multipliedBy(5)).untilAsserted(() -> {
            again.addAll(claim(500));
            assertThat(again).containsAll(accepted);
        });
    }

    @Test
    void aClaimIsBoundedInBytesAndEveryUpdateIsClaimed() {
        Set<UUID> accepted = accept(20, 1_000_000);

        List<Integer> sizes = new ArrayList<>();
        Set<UUID> claimed = new HashSet<>();
        await().atMost(GRACE.multipliedBy(5)).untilAsserted(() -> {
            Set<UUID> some = claim(500);
            sizes.add(large(some, accepted));
            claimed.addAll(some);
            assertThat(claimed).containsAll(accepted);
        });

        assertThat(sizes).allMatch(size -> size <= 9);
    }

    /** Accepted, refused by Kafka, and due again. */
    private static Set<UUID> accept(int updates, int bytes) {
        Set<UUID> ids = IntStream.range(0, updates)
                .mapToObj(i -> UUID.fromString(given().contentType("application/json")
                        .body("{\"module\":\"claims\",\"data\":{\"text\":\"" + "x".repeat(bytes) + "\"}}")
                        .post("/core/update")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("update_id")))
                .collect(Collectors.toSet());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> given().get("/q/health/ready").then().body("checks.data.breaker", hasItem("open")));
        return ids;
    }

    private Set<UUID> claim(int limit) {
        return pending.claim(limit, Long.MAX_VALUE).await().atMost(Duration.ofSeconds(10)).stream()
                .map(Update::id)
                .collect(Collectors.toSet());
    }

    private static int large(Set<UUID> claimed, Set<UUID> accepted) {
        return (int) claimed.stream().filter(accepted::contains).count();
    }
}
