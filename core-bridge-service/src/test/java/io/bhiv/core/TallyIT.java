package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.core.testing.FakeBucket;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tally of updates against their rows, over every way in which an update can go, and with rows deleted by hand. */
@QuarkusTest
@TestProfile(QuickReporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class TallyIT {

    private static final Duration NOTICED = Duration.ofSeconds(60);
    private static final String EVERYTHING =
            "core.event_tally, core.event_tally_delta, core.update_journal, core.pending_update, core.parked_update";

    @Inject
    Pool pool;

    @Inject
    ObjectMapper json;

    private final FakeBucket bucket = new FakeBucket(KafkaResource.bootstrapServers());

    /** Rows were deleted by hand: counters that still know them would show an update as pending to every test that follows. */
    @AfterEach
    void leavesNothing() {
        bucket.stop();
        EmptyTables.of("core.tally, " + EVERYTHING);
    }

    /** By a scrape before the first of them: what an alert sees grow must have been there. */
    @Test
    void failedDeliveriesAreCountedBeforeTheFirstOne() {
        String metrics = given().get("/q/metrics").asString();

        for (String intake : List.of("core-deliveries", "bucket-deliveries")) {
            assertThat(metrics.lines())
                    .anyMatch(line -> line.startsWith("bridge_events_total{")
                            && line.contains("intake=\"" + intake + "\"")
                            && line.contains("outcome=\"dead\""));
        }
    }

    @Test
    void everyWayIsTalliedAndEveryDeletedRowIsNoticed() {
        EmptyTables.of(EVERYTHING, "UPDATE core.event_tally_since SET since = now() - interval '10 minutes'");
        bucket.refuse("refused");
        bucket.start();
        for (int i = 0; i < 3; i++) {
            post("tutor").then().statusCode(200);
        }
        post("refused").then().statusCode(200);
        given().contentType("application/json")
                .body("{}")
                .post("/core/update")
                .then()
                .statusCode(400);
        await().atMost(NOTICED).untilAsserted(() -> {
            assertThat(count("core.parked_update")).isEqualTo(1);
            assertThat(count("core.pending_update")).isZero();
        });
        bucket.stop();
        post("tutor").then().statusCode(200);

        Instant settled = Instant.now();
        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading updates = latest(settled);
            assertThat(updates.received()).isEqualTo(6);
            assertThat(updates.refused()).isEqualTo(1);
            assertThat(updates.stored()).isEqualTo(5);
            assertThat(updates.published()).isEqualTo(3);
            assertThat(updates.parked()).isEqualTo(1);
            assertThat(updates.pending()).isEqualTo(1);
            assertThat(updates.isBalanced()).as("%s", updates).isTrue();
        });

        run("DELETE FROM core.update_journal WHERE update_id IN (SELECT update_id FROM core.update_journal LIMIT 2)");
        run("DELETE FROM core.pending_update");
        Instant deleted = Instant.now();

        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading updates = latest(deleted);
            assertThat(updates.missingStored()).isEqualTo(2);
            assertThat(updates.missingPending()).isEqualTo(1);
        });
        // The minutes, with both numbers: all of it was received in one or two.
        JsonPath minutes = given().get("/api/v1/tally/core-updates")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(sum(minutes, "stored") - sum(minutes, "counted_stored")).isEqualTo(2);
        assertThat(sum(minutes, "pending")).isEqualTo(1);
        assertThat(sum(minutes, "counted_pending")).isZero();
        assertThat(sum(minutes, "parked")).isEqualTo(sum(minutes, "counted_parked"));
        assertThat(minutes.getList("minutes.minute", String.class))
                .isNotEmpty()
                .allMatch(minute -> minute.endsWith(":00Z"));
        given().get("/api/v1/tally/elsewhere").then().statusCode(404);
    }

    private static long sum(JsonPath minutes, String what) {
        return minutes.getList("minutes." + what, Long.class).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private TallyReading latest(Instant after) {
        return json.convertValue(
                TallyReports.latest(KafkaResource.bootstrapServers(), "core-updates", after), TallyReading.class);
    }

    private static io.restassured.response.Response post(String module) {
        return given().contentType("application/json")
                .body("{\"module\":\"" + module + "\",\"data\":{\"score\":87}}")
                .post("/core/update");
    }

    private long count(String table) {
        return pool.query("SELECT count(*) FROM " + table)
                .execute()
                .await()
                .atMost(NOTICED)
                .iterator()
                .next()
                .getLong(0);
    }

    private void run(String statement) {
        var _ = pool.query(statement).execute().await().atMost(NOTICED);
    }
}
