package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bhiv.kit.body.ByteBudget;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The published API, shape by shape. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class PublishedQueueIT {

    private static final String API = "/api/v1/bucket/prana";

    @Inject
    ByteBudget budget;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void ingestedPacketIsPendingInThePublishedShape() {
        String id = ingest(Packets.learner("asha")).extract().path("packet_id");

        given().get(API + "/packets/pending?limit=10")
                .then()
                .statusCode(200)
                .body("count", equalTo(1))
                .body("queue_size", notNullValue())
                .body("packets[0].packet_id", equalTo(id))
                .body("packets[0].user_id", equalTo("asha"))
                .body("packets[0].cognitive_state", equalTo("ON_TASK"))
                .body("packets[0].focus_score", equalTo(87.5f))
                .body("packets[0].active_seconds", equalTo(4.5f))
                .body("packets[0].idle_seconds", equalTo(0.5f))
                .body("packets[0].away_seconds", equalTo(0))
                .body("packets[0].raw_signals.keys", equalTo(List.of(1, 2, 3)))
                .body("packets[0].client_timestamp", notNullValue())
                .body("packets[0].received_at", notNullValue())
                .body("packets[0].lease_id", notNullValue())
                .body("packets[0].lease_until", notNullValue())
                .body("packets[0].attempt", equalTo(1));
    }

    @Test
    void leasedPacketIsNotHandedOutAgainAndPeekClaimsNothing() {
        ingest(Packets.employee("emp-7"));

        pending("?peek=true").body("packets[0].user_id", equalTo("emp-7")).body("packets[0].lease_id", nullValue());
        pending("?limit=5").body("packets", hasSize(1)).body("packets[0].state", equalTo("WORKING"));
        pending("?limit=5").body("packets", hasSize(0)).body("lease_id", nullValue());
    }

    @Test
    void reportWithoutALeaseIdMayBeRepeated() {
        String id = ingest(Packets.learner("bela")).extract().path("packet_id");
        pending("").body("count", equalTo(1));

        mark("""
                {"packet_id":"%s","success":true,"karma_actions":[{"action":"completing_lessons","reward":5,"token":"t"}]}
                """.formatted(id)).statusCode(200).body("status", equalTo("processed"));
        mark("{\"packet_id\":\"%s\",\"success\":true,\"karma_actions\":[\"completing_lessons\"]}".formatted(id))
                .statusCode(200)
                .body("duplicate", equalTo(true));

        given().get(API + "/packets/user/bela")
                .then()
                .statusCode(200)
                .body("packets[0].status", equalTo("processed"))
                .body("packets[0].karma_actions[0].action", equalTo("completing_lessons"));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A processed packet was shown as pending for ever where the database's clock had been set back meanwhile, and one"
                            + " whose end was no longer kept, too",
            now = "It is shown as processed, and as expired once its end is no longer kept")
    void whatHasEndedIsNotShownAsPending() {
        String id = ingest(Packets.learner("deepa")).extract().path("packet_id");
        mark("{\"packet_id\":\"%s\",\"success\":true}".formatted(id)).statusCode(200);
        String itsEnd = " WHERE seq = (SELECT seq FROM bucket.packet WHERE packet_id = '" + id + "')";

        Db.run("UPDATE bucket.packet_history SET processed_at = processed_at - interval '1 minute'" + itsEnd);
        given().get(API + "/packets/user/deepa").then().body("packets[0].status", equalTo("processed"));
        given().get("/api/v1/packets/" + id).then().body("state", equalTo("processed"));

        Db.run("DELETE FROM bucket.packet_history" + itsEnd);
        given().get(API + "/packets/user/deepa").then().body("packets[0].status", equalTo("expired"));
        given().get("/api/v1/packets/" + id).then().body("state", equalTo("expired"));
    }

    @Test
    void unleasedPacketMayBeMarkedAndUnknownOneIsNotFound() {
        String id = ingest(Packets.learner("chitra")).extract().path("packet_id");

        mark("{\"packet_id\":\"%s\",\"success\":true}".formatted(id)).statusCode(200);
        mark("{\"packet_id\":\"unknown\",\"success\":true}").statusCode(404).contentType("application/problem+json");
    }

    @Test
    void failureGivesThePacketBackAfterAPause() {
        String id = ingest(Packets.learner("dev")).extract().path("packet_id");
        String lease = pending("").extract().path("packets[0].lease_id");

        mark("{\"packet_id\":\"%s\",\"lease_id\":\"%s\",\"success\":false,\"reason\":\"busy\"}".formatted(id, lease))
                .statusCode(200)
                .body("status", equalTo("pending"))
                .body("attempts", equalTo(1))
                .body("due_at", notNullValue());

        pending("").body("count", equalTo(0));
        Db.run("UPDATE bucket.packet_state SET due_at = now()");
        pending("").body("packets[0].attempt", equalTo(2)).body("packets[0].epoch", equalTo(2));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "mark-processed with success:false sent ten times made a packet dead",
            now = "A repeated report counts one attempt")
    void failureReportedTenTimesCountsOneAttempt() {
        for (String named : List.of("true", "false")) {
            String id = ingest(Packets.learner("repeats")).extract().path("packet_id");
            String lease = pending("").extract().path("packets[0].lease_id");
            String report = "{\"packet_id\":\"%s\",\"success\":false%s}"
                    .formatted(id, named.equals("true") ? ",\"lease_id\":\"" + lease + "\"" : "");

            for (int i = 0; i < 10; i++) {
                mark(report).statusCode(200).body("status", equalTo("pending")).body("attempts", equalTo(1));
            }

            assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead")).isZero();
            Db.run("UPDATE bucket.packet_state SET due_at = now()");
            pending("").body("packets[0].attempt", equalTo(2));
            mark("{\"packet_id\":\"%s\",\"success\":true}".formatted(id)).statusCode(200);
        }
    }

    @Test
    @FixedFault(area = Area.ONCE, fault = "HEAD on pending packets leased them", now = "HEAD leases nothing")
    void headLeasesNothing() {
        ingest(Packets.learner("headless"));

        given().head(API + "/packets/pending?limit=10").then().statusCode(200);

        assertThat(Db.number("SELECT count(*) FROM bucket.packet_state WHERE lease_id IS NOT NULL"))
                .isZero();
    }

    @Test
    @FixedFault(area = Area.HTTP, fault = "gzip was answered 400, and %00 in a query 500", now = "415, and 400")
    void compressedBodiesAndNullsInTheAddressAreRefused() {
        given().header("Content-Encoding", "gzip")
                .contentType(ContentType.JSON)
                .body(Packets.learner("squeezed"))
                .post(API + "/ingest")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        for (String path : List.of(API + "/packets/user/a%00b", "/api/v1/bucket/objects?module=a%00b")) {
            assertThat(Api.get(path).status()).as(path).isEqualTo(400);
        }
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "A page of a thousand packets of 75 KB ended the process in 4 s",
            now = "A page ends at 4 MiB, with a cursor")
    void pageOfLargePacketsOfAUserIsBoundedInBytes() {
        String filling = "\"more\":\"" + "x".repeat(60_000) + "\"";
        for (int i = 0; i < 100; i++) {
            ingest(Packets.learner("large", filling));
        }

        Set<String> seen = new HashSet<>();
        String next = "";
        do {
            JsonPath page = given().get(API + "/packets/user/large?limit=1000" + next)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(page.getInt("count")).isBetween(1, 70);
            seen.addAll(page.getList("packets.packet_id"));
            next = page.getString("next_before") == null ? "" : "&before=" + page.getString("next_before");
        } while (!next.isEmpty());
        assertThat(seen).hasSize(100);
    }

    /** Two pages each, of which the kernel takes one at most: four callers hold more than there is room for. */
    @Test
    void pagesOfCallersWhoDoNotReadAreHeldUntilTheirConnectionsEnd() throws IOException {
        String packet = Packets.learner("unread").replace("\"mouse\":12", "\"mouse\":\"" + "x".repeat(60_000) + "\"");
        for (int i = 0; i < 70; i++) {
            ingest(packet);
        }
        String path = API + "/packets/user/unread?limit=1000";
        byte[] requests = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .repeat(2)
                .getBytes(StandardCharsets.US_ASCII);
        List<Socket> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket caller = new Socket();
                callers.add(caller);
                caller.setReceiveBufferSize(4_096);
                caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
                caller.getOutputStream().write(requests);
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> given().get(path).then().statusCode(503));
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get(path).then().statusCode(200));
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.taken() == 0);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "Large pages of callers who read slowly were in memory without a limit on how many",
            now = "They draw on the budget of bytes until they are sent, and small pages on a part of their own")
    void aLargePageForWhichThereIsNoRoomIsRefusedAndASmallOneIsNot() {
        String filling = "\"more\":\"" + "x".repeat(60_000) + "\"";
        for (int i = 0; i < 3; i++) {
            ingest(Packets.learner("wide", filling));
        }
        ingest(Packets.learner("narrow"));
        ByteBudget.Room others = budget.tryTake(Long.MAX_VALUE).orElseThrow();

        given().get(API + "/packets/user/wide").then().statusCode(503).header("Retry-After", equalTo("1"));
        given().get(API + "/packets/user/narrow").then().statusCode(200);
        others.release();

        given().get(API + "/packets/user/wide").then().statusCode(200).body("count", equalTo(3));
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.taken() == 0);
    }

    @Test
    void foreignAndStaleLeasesAreRefusedWithTheState() {
        String id = ingest(Packets.learner("esha")).extract().path("packet_id");
        String stale = pending("?lease_seconds=1").extract().path("packets[0].lease_id");
        mark("{\"packet_id\":\"%s\",\"lease_id\":\"%s\",\"success\":true}"
                        .formatted(id, "00000000-0000-4000-8000-000000000000"))
                .statusCode(409)
                .body("state", equalTo("leased"))
                .body("type", equalTo("urn:bhiv:problem:stale-lease"));

        String second = pending("?wait_seconds=5").extract().path("packets[0].lease_id");

        assertThat(second).isNotNull().isNotEqualTo(stale);
        String late = "{\"packet_id\":\"%s\",\"lease_id\":\"%s\",\"success\":true}".formatted(id, stale);
        mark(late).statusCode(409).body("state", equalTo("leased"));
        mark("{\"packet_id\":\"%s\",\"lease_id\":\"%s\",\"success\":true}".formatted(id, second))
                .statusCode(200);
        mark(late).statusCode(409).body("state", equalTo("processed"));
    }

    @Test
    void invalidParametersAreRefused() {
        for (String query :
                List.of("limit=ten", "limit=0", "limit=101", "wait_seconds=21", "lease_seconds=0", "peek=maybe")) {
            given().get(API + "/packets/pending?" + query)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json");
        }
    }

    @Test
    void leaseLastsAMinuteByDefault() {
        ingest(Packets.learner("indu"));

        pending("").body("count", equalTo(1));

        assertThat(Db.number("SELECT round(extract(epoch FROM due_at - now())) FROM bucket.packet_state"))
                .isBetween(50L, 60L);
    }

    @Test
    void statusShowsLeasesAndTheOldestPacket() {
        ingest(Packets.learner("jaya"));
        ingest(Packets.learner("kiran"));
        pending("?limit=1").body("count", equalTo(1));
        Db.run("UPDATE bucket.packet_state SET received_at = now() - interval '1 hour'" + " WHERE lease_id IS NULL");
        Db.run("UPDATE bucket.packet_state SET received_at = now() - interval '2 hours'"
                + " WHERE lease_id IS NOT NULL");

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get(API + "/status")
                        .then()
                        .body("leased_packets", equalTo(1))
                        .body("oldest_age_seconds", greaterThan(7_199f))
                        .body("oldest_age_seconds", lessThan(7_300f)));
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault =
                    "The status right after a successful request did not count it, and model_available meant the Karma Tracker",
            now = "It counts what this replica did, and model_available means the packet store")
    void statusRightAfterASuccessfulRequestCountsIt() {
        for (int sent = 1; sent <= 5; sent++) {
            String id = ingest(Packets.learner("at-once")).extract().path("packet_id");
            given().get(API + "/status")
                    .then()
                    .statusCode(200)
                    .body("total_packets", equalTo(sent))
                    .body("pending_packets", equalTo(1))
                    .body("model_available", equalTo(true));
            mark("{\"packet_id\":\"%s\",\"success\":true}".formatted(id)).statusCode(200);
            given().get(API + "/status").then().body("processed_packets", equalTo(sent));
        }
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "GET of pending packets leased them and then answered 503",
            now = "What is answered 503 has leased nothing")
    void pendingThatIsAnswered503HasLeasedNothing() throws SQLException {
        ingest(Packets.learner("uncounted"));
        try (Connection locking = Db.connect();
                Statement lock = locking.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("LOCK TABLE bucket.tally IN ACCESS EXCLUSIVE MODE");
            // The last count may serve for a second.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> Api.get(API + "/packets/pending?peek=true").status() == 503);

            assertThat(Api.get(API + "/packets/pending").status()).isEqualTo(503);
        }
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_state WHERE lease_id IS NOT NULL OR attempts > 0"))
                .isZero();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "While the queue could not be counted the metrics went on showing the figures of before, and none at all as 0",
            now = "They are left out until it is counted again")
    void figuresOfAQueueThatCannotBeCountedAreLeftOut() throws SQLException {
        ingest(Packets.learner("shown"));
        await().atMost(Duration.ofSeconds(10)).until(() -> metric("bridge.bucket.pending") == 1);
        try (Connection locking = Db.connect();
                Statement lock = locking.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("LOCK TABLE bucket.tally IN ACCESS EXCLUSIVE MODE");

            await().atMost(Duration.ofSeconds(10)).until(() -> Double.isNaN(metric("bridge.bucket.pending")));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> metric("bridge.bucket.pending") == 1);
    }

    private double metric(String name) {
        return meters.get(name).gauge().value();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A record on Kafka had two members received_at, the client's beside ours",
            now = "Ours alone; the client's is kept as client_received_at")
    void receivedAtOfTheClientIsKeptApartFromOurs() {
        String id = ingest(Packets.learner("clocked", "\"received_at\":\"2001-01-01T00:00:00Z\""))
                .extract()
                .path("packet_id");

        assertThat(Db.text("SELECT body->>'client_received_at' FROM bucket.packet WHERE packet_id = '" + id + "'"))
                .isEqualTo("2001-01-01T00:00:00Z");
        assertThat(Db.number("SELECT count(*) FROM bucket.packet, json_object_keys(body) k WHERE k = 'received_at'"))
                .isZero();
        pending("")
                .body("packets[0].received_at", startsWith("20"))
                .body("packets[0].received_at", not(startsWith("2001")));
    }

    @Test
    void statusCountsWithinFiveSeconds() {
        String id = ingest(Packets.learner("farid")).extract().path("packet_id");
        ingest(Packets.learner("gita"));
        mark("{\"packet_id\":\"%s\",\"success\":true}".formatted(id)).statusCode(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get(API + "/status")
                        .then()
                        .statusCode(200)
                        .body("total_packets", equalTo(2))
                        .body("processed_packets", equalTo(1))
                        .body("pending_packets", equalTo(1))
                        .body("queue_size", equalTo(1))
                        .body("redis_connected", equalTo(false))
                        .body("model_available", equalTo(true))
                        .body("karma_available", equalTo(false))
                        .body("dead_packets", equalTo(0)));
    }

    @Test
    void userPacketsArePagedByKeyset() {
        for (int i = 0; i < 5; i++) {
            ingest(Packets.learner("hari"));
        }

        String next = given().get(API + "/packets/user/hari?limit=3")
                .then()
                .body("count", equalTo(3))
                .extract()
                .path("next_before");
        given().get(API + "/packets/user/hari?limit=3&before=" + next)
                .then()
                .body("count", equalTo(2))
                .body("next_before", nullValue());
    }

    private static ValidatableResponse ingest(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(API + "/ingest")
                .then()
                .statusCode(200)
                .body("status", equalTo("ingested"))
                .body("received_at", notNullValue());
    }

    private static ValidatableResponse pending(String query) {
        return given().get(API + "/packets/pending" + query).then().statusCode(200);
    }

    private static ValidatableResponse mark(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(API + "/packets/mark-processed")
                .then();
    }
}
