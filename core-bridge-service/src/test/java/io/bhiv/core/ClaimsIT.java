package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.bhiv.core.identity.Update;
import io.bhiv.core.publish.PendingUpdates;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
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
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
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

    @Inject
    Pool pool;

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

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "An update that failed once for a reason that nobody foresaw was parked as if Kafka refused it",
            now = "It is tried again ten times first; what Kafka never takes is parked at once")
    void anUpdateThatFailsForAnUnknownReasonIsTriedAgainBeforeItIsParked() {
        UUID id = accept(1, 10).iterator().next();
        Update update = new Update(id, "claims", "session", new byte[0], null);

        for (int times = 0; times < 10; times++) {
            failed(update, new IllegalStateException("nobody knows"));
            assertThat(parked(id)).isEmpty();
        }
        failed(update, new IllegalStateException("nobody knows"));
        assertThat(parked(id)).containsExactly("publishing_failed: Publishing it failed 10 times");

        UUID large = accept(1, 10).iterator().next();
        failed(new Update(large, "claims", "session", new byte[0], null), new RecordTooLargeException());
        assertThat(parked(large)).containsExactly("too_large_for_kafka: Kafka takes no record of this size");

        UUID unwritable = accept(1, 10).iterator().next();
        failed(new Update(unwritable, "claims", "session", new byte[0], null), new SerializationException());
        assertThat(parked(unwritable)).containsExactly("refused_by_kafka: Kafka does not take this record");
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "Updates that were stored were answered 503 where the look-up of one used key beside them failed; sent again, they went out twice",
            now = "Only what was sent under that key is answered 503; what was stored is answered as stored")
    void whatIsStoredIsAnsweredSoWhereAUsedKeyCannotBeLookedUp() {
        UUID key = UUID.randomUUID();
        String first = batch(key, 1).then().statusCode(200).extract().path("results[0].update_id");

        Response answer;
        run("ALTER TABLE core.idempotency_key RENAME COLUMN session_id TO renamed");
        try {
            answer = batch(key, 3);
        } finally {
            run("ALTER TABLE core.idempotency_key RENAME COLUMN renamed TO session_id");
        }

        answer.then()
                .statusCode(207)
                .body("results[0].problem.status", is(503))
                .body("results[1].status", is("success"))
                .body("results[2].status", is("success"));
        Response again = batch(key, 3);
        again.then()
                .statusCode(200)
                .body("results[0].update_id", is(first))
                .body("results.duplicate", everyItem(is(true)));
        assertThat(again.<List<String>>path("results.update_id").subList(1, 3))
                .isEqualTo(answer.<List<String>>path("results.update_id").subList(1, 3));
    }

    private static Response batch(UUID key, int updates) {
        String entries = IntStream.range(0, updates)
                .mapToObj("{\"module\":\"claims\",\"data\":{\"n\":%d}}"::formatted)
                .collect(Collectors.joining(","));
        return given().contentType("application/json")
                .header("Idempotency-Key", key.toString())
                .body("{\"updates\":[" + entries + "]}")
                .post("/core/updates");
    }

    private void run(String statement) {
        pool.query(statement).executeAndAwait();
    }

    private void failed(Update update, Throwable failure) {
        pending.failed(update, failure).await().atMost(Duration.ofSeconds(10));
    }

    private List<String> parked(UUID id) {
        return pool
                .preparedQuery("SELECT reason_code || ': ' || reason FROM core.parked_update WHERE update_id = $1")
                .executeAndAwait(Tuple.of(id))
                .stream()
                .map(row -> row.getString(0))
                .toList();
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
