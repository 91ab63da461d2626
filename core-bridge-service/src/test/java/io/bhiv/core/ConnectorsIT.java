package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.bhiv.client.BridgeClient;
import io.bhiv.client.BridgeRefused;
import io.bhiv.core.testing.AtOnce;
import io.bhiv.core.testing.BhivCoreResource;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(BhivCoreResource.class)
class ConnectorsIT {

    private static final Path HOME = Path.of("target/test-home");

    @Inject
    Pool pool;

    @TestHTTPResource("/")
    URI bridge = URI.create("http://localhost");

    @BeforeEach
    void coreIsWell() {
        behave("ok");
    }

    @Test
    void payloadReachesBhivCore() {
        send("{\"hello\":1}")
                .then()
                .statusCode(200)
                .body("status", equalTo("delivered"))
                .body("detail", equalTo("HTTP 200"));
    }

    @Test
    void whatFailsForGoodIsKeptAndCanBeReplayed() throws Exception {
        // Given
        behave("down");
        String id = send("{\"marker\":\"replay-me\"}")
                .then()
                .statusCode(202)
                .extract()
                .path("delivery_id");
        ends(id, "failed", "503, after 3 attempts");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Files.readString(HOME.resolve("failed_core_sends.log")))
                        .contains("\"delivery_id\":\"" + id + "\"")
                        .contains("\"payload\":{\"marker\":\"replay-me\"}}\n"));
        given().post("/connectors/core/replay?dryRun=true")
                .then()
                .body("dryRun", equalTo(true))
                .body("failed", greaterThanOrEqualTo(1));
        ends(id, "failed", "503");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .containsPattern("bridge_core_failed\\{destination=\"core\",?} [1-9]")
                        .containsPattern("bridge_core_failed\\{destination=\"bucket\",?} [0-9]"));
        given().get("/connectors/deliveries/" + id)
                .then()
                .body("destination", equalTo("core"))
                .body("attempts", equalTo(3))
                .body("created_at", matchesPattern(".*Z"))
                .body("first_attempt_at", matchesPattern(".*Z"))
                .body("finished_at", matchesPattern(".*Z"))
                .body("due_at", nullValue());

        // When
        behave("ok");
        given().post("/connectors/core/replay?dryRun=false&rate=100").then().statusCode(200);

        // Then
        ends(id, "delivered", "HTTP 200");
        given().get("/connectors/deliveries/" + id)
                .then()
                .body("attempts", equalTo(1))
                .body("replays", equalTo(1));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "what failed between the preview of a recovery and its start was sent in the place of what was seen",
            now =
                    "a replay of failed sends and saves and a redrive of dead packets goes no further than its preview saw")
    void whatFailsAfterThePreviewIsLeftOut() {
        // Given
        behave("refuse");
        String seen = send("{\"bound\":1}").path("delivery_id");
        String until = given().post("/connectors/core/replay?dryRun=true&limit=1000")
                .path("deliveries.find { it.delivery_id == '%s' }.failed_at".formatted(seen));
        String unseen = send("{\"bound\":2}").path("delivery_id");
        String bounded = "/connectors/core/replay?limit=1000&rate=1000&failedUntil=" + until;

        // When
        given().post(bounded)
                .then()
                .statusCode(200)
                .body("deliveries.delivery_id", hasItem(seen))
                .body("deliveries.delivery_id", not(hasItem(unseen)));
        behave("ok");
        given().post(bounded + "&dryRun=false").then().statusCode(200);

        // Then
        ends(seen, "delivered", "HTTP 200");
        ends(unseen, "failed", "400");
        for (String unreadable : List.of("soon", "%2B999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z")) {
            given().urlEncodingEnabled(false)
                    .post("/connectors/core/replay?failedUntil=" + unreadable)
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void everyDeliveryIsCountedFromItsCommitToItsEnd() {
        // Given
        double received = counted("received");
        double stored = counted("stored");
        double published = counted("published");
        double dead = counted("dead");
        double released = counted("released");

        // When
        send("{\"counted\":1}").then().statusCode(200);
        behave("refuse");
        send("{\"counted\":2}").then().statusCode(202).body("status", equalTo("failed"));
        behave("ok");
        int again = given().post("/connectors/core/replay?dryRun=false&rate=1000")
                .then()
                .statusCode(200)
                .extract()
                .path("count");

        // Then
        assertThat(counted("received")).isEqualTo(received + 2);
        assertThat(counted("stored")).isEqualTo(stored + 2);
        assertThat(counted("dead")).isEqualTo(dead + 1);
        assertThat(counted("released")).isEqualTo(released + again);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(counted("published")).isEqualTo(published + 1 + again));
    }

    private static double counted(String outcome) {
        String metrics = given().get("/q/metrics").asString();
        return metrics.lines()
                .filter(line -> line.startsWith("bridge_events_total{intake=\"core-deliveries\",outcome=\"" + outcome))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void refusalIsNotTriedAgain() {
        behave("refuse");

        send("1").then().statusCode(202).body("status", equalTo("failed")).body("detail", containsString("400"));
    }

    @Test
    void busyIsTriedAgainWhenItSaid() {
        behave("busy");
        String id = send("2")
                .then()
                .statusCode(202)
                .body("status", equalTo("pending"))
                .extract()
                .path("delivery_id");

        behave("ok");

        ends(id, "delivered", "HTTP 200");
    }

    @Test
    void hangingAndDrippingEndInTime() {
        behave("hang");
        String hanging = send("3").then().statusCode(202).extract().path("delivery_id");
        ends(hanging, "failed", "did not answer in time");
        behave("drip");
        String dripping = send("3").then().statusCode(202).extract().path("delivery_id");
        ends(dripping, "failed", "did not answer in time");
    }

    @Test
    void tenGigabytesAreCutOff() {
        behave("huge");

        send("4").then().statusCode(200).body("status", equalTo("delivered"));
    }

    @Test
    void redirectsAreNotFollowed() {
        behave("redirect");

        send("5").then().statusCode(202).body("status", equalTo("failed")).body("detail", containsString("302"));
    }

    @Test
    void oneDestinationFailingNeverStopsTheOther() {
        behave("down");

        Response answer = given().contentType("application/json")
                .body("{\"team_id\":\"t1\",\"action\":\"deploy\",\"result\":{\"ok\":true}}")
                .post("/core/executions");

        answer.then()
                .statusCode(200)
                .body("status", equalTo("success"))
                .body("core.status", equalTo("pending"))
                .body("bucket.status", equalTo("delivered"));
        assertThat(Path.of(answer.<String>path("bucket.detail")))
                .hasContent("{\"team_id\":\"t1\",\"action\":\"deploy\",\"result\":{\"ok\":true}}");
        behave("ok");
        ends(answer.path("core.delivery_id"), "delivered", "HTTP 200");
    }

    @Test
    void rewardsGoToBothAndNeedTheirFields() {
        given().contentType("application/json")
                .body("{\"team_id\":\"t1\",\"action\":\"deploy\",\"reward\":10,\"note\":\"kept\"}")
                .post("/core/rewards")
                .then()
                .statusCode(200)
                .body("core.status", equalTo("delivered"))
                .body("bucket.status", equalTo("delivered"));
        given().contentType("application/json")
                .body("{\"team_id\":\"t1\",\"action\":\"deploy\"}")
                .post("/core/rewards")
                .then()
                .statusCode(400)
                .body("pointer", equalTo("/reward"));
    }

    @Test
    void theSameKeyRewardsOnce() {
        everythingToCoreHasEnded();
        String key = UUID.randomUUID().toString();
        String reward = "{\"team_id\":\"t1\",\"action\":\"deploy\",\"reward\":10}";
        long before = taken();

        Response first = keyed(key, reward, "/core/rewards");
        Response again = keyed(key, reward, "/core/rewards");

        first.then().statusCode(200).body("duplicate", nullValue());
        again.then()
                .statusCode(200)
                .body("duplicate", equalTo(true))
                .body("core.delivery_id", equalTo(first.path("core.delivery_id")))
                .body("core.status", equalTo("delivered"))
                .body("bucket.delivery_id", equalTo(first.path("bucket.delivery_id")));
        assertThat(taken()).isEqualTo(before + 1);
        keyed(key, reward.replace("10", "11"), "/core/rewards")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
        assertThat(taken()).isEqualTo(before + 1);
    }

    /** What is left of an old call must not be mixed with a new one, and never overwritten by it. */
    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "After seven days the same key with another payload overwrote a saved file and answered 409",
            now = "A used key saves nothing, an expired one makes a file of its own")
    void anExpiredKeyBeginsAnewAndOverwritesNothing() {
        String key = UUID.randomUUID().toString();
        String old = "{\"team_id\":\"t1\",\"action\":\"deploy\",\"reward\":10}";
        String other = old.replace("10", "11");
        behave("refuse");
        Response first = keyed(key, old, "/core/rewards");
        first.then().body("core.status", equalTo("failed")).body("bucket.status", equalTo("delivered"));
        behave("ok");
        Path saved = Path.of(first.<String>path("bucket.detail"));

        // The delivered one is past its retention, the failed one stays on the replay list.
        pool.query("DELETE FROM core.delivery WHERE delivery_id = '" + first.path("bucket.delivery_id") + "'")
                .executeAndAwait();
        keyed(key, other, "/core/rewards").then().statusCode(409);
        keyed(key, old, "/core/rewards")
                .then()
                .statusCode(200)
                .body("duplicate", equalTo(true))
                .body("core.status", equalTo("failed"))
                .body("bucket.status", equalTo("delivered"));
        assertThat(saved).hasContent(old);

        pool.query("DELETE FROM core.request_key").executeAndAwait();
        Response renewed = keyed(key, other, "/core/rewards");

        renewed.then().statusCode(200).body("duplicate", nullValue()).body("bucket.status", equalTo("delivered"));
        assertThat(Path.of(renewed.<String>path("bucket.detail")))
                .isNotEqualTo(saved)
                .hasContent(other);
        assertThat(saved).hasContent(old);
    }

    /** During a rolling update older replicas insert and read the name of an object; see V4. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A migration dropped a column that an older replica still used",
            now = "The column stays and is filled")
    void anOlderReplicaMayStayBesideThisOne() {
        UUID theirs = UUID.randomUUID();
        pool.query("INSERT INTO core.delivery (delivery_id, kind, destination, filename, payload, due_at) VALUES ('"
                        + theirs + "', 'reward', 'bucket', 'reward-" + theirs + ".json', '{}', now())")
                .executeAndAwait();
        ends(theirs.toString(), "delivered", "reward-" + theirs + ".json");

        String ours = keyed("k-" + theirs, "{\"team_id\":\"t\",\"action\":\"a\",\"reward\":1}", "/core/rewards")
                .path("bucket.delivery_id");

        assertThat(pool.query("SELECT filename FROM core.delivery WHERE delivery_id = '" + ours + "'")
                        .executeAndAwait()
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo("reward-" + ours + ".json");
    }

    @Test
    void manyCallsWithOneKeyAtOnceAreOneDelivery() {
        everythingToCoreHasEnded();
        String key = UUID.randomUUID().toString();
        long before = taken();

        Set<String> ids = Set.copyOf(AtOnce.call(
                50, i -> keyed(key, "{\"n\":1}", "/connectors/core/send").<String>path("delivery_id")));

        assertThat(ids).hasSize(1);
        String id = ids.iterator().next();
        ends(id, "delivered", "HTTP 200");
        // One, where no answer of BHIV Core was lost: a call whose answer is lost is repeated under its key.
        int attempts = given().get("/connectors/deliveries/" + id).path("attempts");
        assertThat(taken()).isEqualTo(before + attempts);
        keyed(key, "{\"n\":2}", "/connectors/core/send").then().statusCode(409);
        keyed("k".repeat(256), "{\"n\":2}", "/connectors/core/send").then().statusCode(400);
    }

    /** More than may be called at once: what is over waits for its turn and does not fail for our own haste. */
    @Test
    void aRushOfDeliveriesAllArriveAtTheFirstAttempt() {
        List<String> ids = AtOnce.call(200, i -> send("{\"rush\":" + i + "}").<String>path("delivery_id"));

        ids.forEach(id -> ends(id, "delivered", "HTTP 200"));
        given().post("/connectors/core/replay?dryRun=true&limit=1000")
                .then()
                .body("deliveries.delivery_id", not(hasItems(ids.toArray())));
    }

    @Test
    void savesUnderSafeNamesOnly() {
        save("{\"filename\":\"a.json\",\"payload\":{\"x\":1}}")
                .then()
                .statusCode(200)
                .body("status", equalTo("saved"));
        assertThat(HOME.resolve("bucket/a.json")).hasContent("{\"x\":1}");
        save("{\"filename\":\"../a.json\",\"payload\":1}")
                .then()
                .statusCode(400)
                .body("pointer", equalTo("/filename"));
        save("{\"filename\":\"a\\u0000.json\",\"payload\":1}").then().statusCode(400);
        save("{\"filename\":\"b.json\"}").then().statusCode(400).body("pointer", equalTo("/payload"));
    }

    @Test
    void clientMakesTheSameTwoCalls() {
        BridgeClient client = BridgeClient.of(bridge);

        assertThat(client.sendToCore(Map.of("from", "client"))
                        .toCompletableFuture()
                        .join()
                        .isDelivered())
                .isTrue();
        assertThat(client.saveToBucket("text", "client.txt")
                        .toCompletableFuture()
                        .join())
                .endsWith("client.txt");
        Assertions.assertThatThrownBy(() ->
                        client.saveToBucket(1, "/etc/x").toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BridgeRefused.class);
    }

    private static Response send(String payload) {
        return given().contentType("application/json").body(payload).post("/connectors/core/send");
    }

    private static Response keyed(String key, String body, String path) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post(path);
    }

    /** What other tests have left is sent again as soon as BHIV Core is well, and would be counted, too. */
    private void everythingToCoreHasEnded() {
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(pool.query(
                                        "SELECT delivery_id FROM core.delivery WHERE state = 'pending' AND destination = 'core'")
                                .executeAndAwait())
                        .isEmpty());
    }

    /** Payloads that BHIV Core took so far. */
    private static long taken() {
        String[] fields = given().get(URI.create(coreUrl()).resolve("/behaviour"))
                .asString()
                .strip()
                .split(" ");
        return Long.parseLong(fields[1]);
    }

    private static String coreUrl() {
        return ConfigProvider.getConfig().getValue("BHIV_CORE_URL", String.class);
    }

    private static Response save(String body) {
        return given().contentType("application/json").body(body).post("/connectors/bucket/save");
    }

    private static void ends(String id, String status, String detail) {
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/connectors/deliveries/" + id)
                        .then()
                        .body("status", equalTo(status))
                        .body("detail", anyOf(containsString(detail))));
    }

    private static void behave(String behaviour) {
        given().body(behaviour)
                .put(URI.create(coreUrl()).resolve("/behaviour"))
                .then()
                .statusCode(200);
    }
}
