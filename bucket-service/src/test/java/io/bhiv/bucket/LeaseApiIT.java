package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases, acknowledgements in batches, dead packets and redrive. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class LeaseApiIT {

    private static final String EVERYTHING = "{\"all\":true}";

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void wholeLeaseIsAcknowledgedAtOnce() {
        Api.ingest("whole", 5);
        String lease = Api.lease(5, 60, 0).body().path("lease_id").textValue();

        Api.Reply acked = Api.post("/api/v1/leases/" + lease + ":ack", "{\"karma_actions\":[\"a\"]}");

        assertThat(acked.body().path("applied").intValue()).isEqualTo(5);
        assertThat(Api.post("/api/v1/leases/" + lease + ":ack", "").status()).isEqualTo(409);
        assertThat(Db.rows("SELECT DISTINCT actions::text FROM bucket.packet_history"))
                .containsExactly("[\"a\"]");
    }

    @Test
    void partOfALeaseIsGivenBackAndTheRestExtended() {
        Api.ingest("part", 3);
        Api.Reply lease = Api.lease(3, 5, 0);
        String id = lease.body().path("lease_id").textValue();

        Api.Reply nacked = Api.post(
                "/api/v1/leases/" + id + ":nack",
                "{\"packet_ids\":[\"%s\"],\"reason\":\"later\"}"
                        .formatted(Api.packetIds(lease).getFirst()));
        Api.Reply extended = Api.post("/api/v1/leases/" + id + ":extend", "{\"lease_seconds\":600}");

        assertThat(nacked.body().path("results").get(0).path("status").textValue())
                .isEqualTo("pending");
        assertThat(extended.body().path("count").intValue()).isEqualTo(2);
        assertThat(Instant.parse(extended.body().path("lease_until").textValue()))
                .isAfter(Instant.now().plusSeconds(500));
        assertThat(Db.text("SELECT reasons[1] FROM bucket.packet_state WHERE lease_id IS NULL"))
                .isEqualTo("attempt 1: later");
    }

    @Test
    void eachAcknowledgementHasItsOwnResult() {
        Api.ingest("each", 2);
        Api.Reply lease = Api.lease(2, 60, 0);
        String id = lease.body().path("lease_id").textValue();
        String other = "00000000-0000-4000-8000-000000000000";

        JsonNode results =
                Api.post("/api/v1/acks", """
                        {"acks":[{"packet_id":"each-0","lease_id":"%s","success":true},
                                 {"packet_id":"each-0","lease_id":"%s","success":true},
                                 {"packet_id":"each-1","lease_id":"%s","success":true},
                                 {"packet_id":"unheard-of","success":true}]}""".formatted(id, id, other)).body().path("results");

        assertThat(results.findValuesAsText("code")).containsExactly("200", "200", "409", "404");
        assertThat(results.get(1).path("duplicate").booleanValue()).isTrue();
        assertThat(results.get(2).path("state").textValue()).isEqualTo("leased");
    }

    @Test
    void moreThanAHundredAcknowledgementsAtOnceAreRefused() {
        String one = "{\"packet_id\":\"p\",\"success\":true}";

        assertThat(Api.post("/api/v1/acks", "[" + (one + ",").repeat(99) + one + "]")
                        .status())
                .isEqualTo(200);
        assertThat(Api.post("/api/v1/acks", "[" + (one + ",").repeat(100) + one + "]")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void lateAcknowledgementIsRefusedEvenIfThePacketIsFree() {
        Api.ingest("late", 1);
        Api.Reply lease = Api.lease(1, 60, 0);
        Db.run("UPDATE bucket.packet_state SET due_at = now() - interval '1 second'");

        JsonNode result = Api.settle(lease, true).body().path("results").get(0);

        assertThat(result.path("code").intValue()).isEqualTo(409);
        assertThat(result.path("state").textValue()).isEqualTo("pending");
        assertThat(Api.post("/api/v1/leases/" + lease.body().path("lease_id").textValue() + ":extend", "{}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void packetIsDeadAfterTheTenthFailure() {
        Api.ingest("dying", 1);
        for (int attempt = 1; attempt <= 10; attempt++) {
            Db.run("UPDATE bucket.packet_state SET due_at = now()");
            Api.Reply settled = Api.settle(Api.lease(1, 60, 0), false);
            assertThat(settled.body().path("results").get(0).path("status").textValue())
                    .isEqualTo(attempt < 10 ? "pending" : "dead");
        }

        JsonNode dead = Api.get("/api/v1/dead").body().path("packets").get(0);
        assertThat(dead.path("packet_id").textValue()).isEqualTo("dying-0");
        assertThat(dead.path("attempts").intValue()).isEqualTo(10);
        assertThat(dead.path("reasons")).hasSize(10);
        assertThat(Api.post(Api.BUCKET + "/packets/mark-processed", "{\"packet_id\":\"dying-0\",\"success\":true}")
                        .body()
                        .path("state")
                        .textValue())
                .isEqualTo("dead");
    }

    @Test
    void packetIsDeadAfterItsLastLeaseExpired() {
        Api.ingest("silent", 1);
        Db.run("UPDATE bucket.packet_state SET attempts = 9");
        assertThat(Api.packetIds(Api.lease(1, 1, 0))).containsExactly("silent-0");

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Db.rows("SELECT reasons[1] FROM bucket.packet_dead"))
                        .containsExactly("attempt 10: the lease ran out"));
        assertThat(Api.packetIds(Api.lease(1, 1, 0))).isEmpty();
    }

    @Test
    void redriveOfAThousandKillsOnlyThePoisonAgain() {
        int many = 1_000;
        Api.ingest("poison", many);
        killAll();
        JsonNode preview = Api.post("/api/v1/dead:redrive", EVERYTHING).body();
        assertThat(preview.path("dry_run").booleanValue()).isTrue();
        assertThat(preview.path("count").intValue()).isEqualTo(many);
        assertThat(preview.path("packets")).hasSize(100);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_state")).isZero();

        assertThat(Api.post("/api/v1/dead:redrive?dryRun=false", EVERYTHING)
                        .body()
                        .path("count")
                        .intValue())
                .isEqualTo(many);

        assertThat(Db.number("SELECT max(attempts) FROM bucket.packet_state")).isZero();
        assertThat(Db.number("SELECT min(epoch) FROM bucket.packet_state")).isEqualTo(10);
        workWithPoison("poison-500");
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(many - 1);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead")).isEqualTo(1);
        assertThat(Db.number("SELECT sum(received) - sum(processed) - sum(dead) FROM bucket.tally"))
                .isZero();
        assertThat(Api.post(
                                "/api/v1/dead:redrive?dryRun=false",
                                "{\"packet_ids\":[\"poison-500\"],\"reason\":\"no reason\"}")
                        .body()
                        .path("count")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void aRedriveGoesNoFurtherThanItsPreviewSaw() {
        Api.ingest("seen", 3);
        killAll();
        String until = Api.post("/api/v1/dead:redrive", EVERYTHING)
                .body()
                .path("died_until")
                .textValue();
        Api.ingest("unseen", 2);
        killAll();
        String bounded = "{\"all\":true,\"died_until\":\"" + until + "\"}";

        assertThat(Api.post("/api/v1/dead:redrive", bounded)
                        .body()
                        .path("count")
                        .intValue())
                .isEqualTo(3);
        assertThat(Api.post("/api/v1/dead:redrive?dryRun=false", bounded)
                        .body()
                        .path("count")
                        .intValue())
                .isEqualTo(3);

        assertThat(dead("")).containsExactlyInAnyOrder("unseen-0", "unseen-1");
        for (String unreadable : List.of("soon", "+999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z")) {
            assertThat(Api.post("/api/v1/dead:redrive", "{\"all\":true,\"died_until\":\"%s\"}".formatted(unreadable))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void deadPacketsAreListedByUserAndReasonPageByPage() {
        Api.ingest("listed", 5);
        killAll();
        Db.run("UPDATE bucket.packet_dead SET reasons = ARRAY['attempt 1: 50% off', 'attempt 2: out of memory']"
                + " WHERE packet_id IN ('listed-1', 'listed-3')");

        assertThat(dead("?user_id=listed-user-2")).containsExactly("listed-2");
        assertThat(dead("?reason=out%20of%20mem")).containsExactly("listed-1", "listed-3");
        assertThat(dead("?reason=50%25%20off&user_id=listed-user-3")).containsExactly("listed-3");
        JsonNode page = Api.get("/api/v1/dead?limit=3").body();
        assertThat(page.path("packets").findValuesAsText("packet_id"))
                .containsExactly("listed-0", "listed-1", "listed-2");
        assertThat(dead("?limit=3&after=" + page.path("next").textValue())).containsExactly("listed-3", "listed-4");
        assertThat(Api.post("/api/v1/dead:redrive?dryRun=false", "{\"reason\":\"out of mem\",\"limit\":1}")
                        .body()
                        .path("count")
                        .intValue())
                .isEqualTo(1);
        assertThat(dead("?reason=out%20of%20mem")).containsExactly("listed-3");
    }

    private static List<String> dead(String query) {
        return Api.get("/api/v1/dead" + query).body().path("packets").findValuesAsText("packet_id");
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "A packet that no consumer ever leased kept its day, and all later ones, for ever",
            now = "After 30 days it becomes a dead letter with the reason EXPIRED, counted, and can be redriven")
    void packetNotLeasedInTimeBecomesADeadLetter() {
        Api.ingest("waited", 2);
        Db.run("UPDATE bucket.packet_state SET due_at = now() - interval '31 days'"
                + " WHERE seq IN (SELECT seq FROM bucket.packet WHERE packet_id = 'waited-0')");

        Awaitility.await()
                .untilAsserted(() -> assertThat(dead("?reason=EXPIRED")).containsExactly("waited-0"));
        assertThat(Api.packetIds(Api.lease(10, 60, 0))).containsExactly("waited-1");
        assertThat(Db.rows("SELECT reasons[1] FROM bucket.packet_dead"))
                .containsExactly("EXPIRED: due for longer than 30 days");
        assertThat(given().get("/q/metrics").asString()).containsPattern("bridge_bucket_expired_total [1-9]");

        Api.post("/api/v1/dead:redrive?dryRun=false", "{\"reason\":\"EXPIRED\"}");

        assertThat(Api.packetIds(Api.lease(10, 60, 0))).containsExactly("waited-0");
        // Intake is limited by the age of what is due, which is counted once a second.
        Awaitility.await().untilAsserted(() -> Api.ingest("young", 1));
    }

    @Test
    void redriveActsOnlyOnDryRunFalse() {
        Api.ingest("kept", 1);
        killAll();

        for (String query :
                List.of("", "?dryRun", "?dryRun=", "?dryRun=true", "?dryRun=no", "?dryRun=yes", "?dryRun=0")) {
            Api.post("/api/v1/dead:redrive" + query, EVERYTHING);
            assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead"))
                    .as(query)
                    .isEqualTo(1);
        }

        assertThat(Api.post("/api/v1/dead:redrive?dryRun=false", EVERYTHING)
                        .body()
                        .path("count")
                        .intValue())
                .isEqualTo(1);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead")).isZero();
    }

    @ParameterizedTest
    @FixedFault(
            area = Area.ONCE,
            fault = "dead:redrive with a misspelt or empty list acted on everything",
            now = "It is refused with 400")
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"packet_ids\":[]}",
                "{\"packet_ids\":[\"\"]}",
                "{\"packetIds\":[\"dead-0\"]}",
                "{\"user\":\"u\"}",
                "{\"user_id\":\"\"}",
                "{\"reason\":\"a\\u0000b\"}",
                "{\"all\":\"yes\"}",
                "{\"all\":true,\"user_id\":\"u\"}",
                "{\"all\":true,\"limit\":\"10\"}"
            })
    void selectionThatIsMisspeltOrEmptyRedrivesNothing(String selection) {
        Api.ingest("dead", 1);
        killAll();

        assertThat(Api.post("/api/v1/dead:redrive?dryRun=false", selection).status())
                .isEqualTo(400);
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead")).isEqualTo(1);
    }

    @Test
    void everyReceivedPacketIsCountedByItsEnd() {
        Map<String, Double> before = counted();
        Api.ingest("sum", 4);
        String again = Packets.learner("u", "\"packet_id\":\"again\"");
        Api.post(Api.BUCKET + "/ingest", again);
        Api.post(Api.BUCKET + "/ingest", again);
        Api.post(Api.BUCKET + "/ingest", Packets.learner("other", "\"packet_id\":\"again\""));
        Api.post(Api.BUCKET + "/ingest", "{");
        Api.post(Api.BUCKET + "/ingest", Packets.learner("u", "\"more\":\"" + "x".repeat(90_000) + "\""));
        Api.post(Api.BUCKET + "/ingest/batch", "[{},7]");
        Api.settle(Api.lease(1, 60, 0), true);
        Db.run("UPDATE bucket.packet_state SET attempts = 9");
        Api.Reply failing = Api.lease(2, 60, 0);
        Api.settle(failing, false);
        Api.settle(failing, false);
        Api.post(
                "/api/v1/dead:redrive?dryRun=false",
                "{\"packet_ids\":[\"%s\"]}".formatted(Api.packetIds(failing).getFirst()));

        Map<String, Double> counts = counted();
        counts.replaceAll((outcome, count) -> count - before.getOrDefault(outcome, 0.0));

        assertThat(counts)
                .containsEntry("received", 11.0)
                .containsEntry("refused", 5.0)
                .containsEntry("duplicate", 1.0)
                .containsEntry("stored", 5.0)
                .containsEntry("published", 1.0)
                .containsEntry("dead", 2.0)
                .containsEntry("released", 1.0);
        long pending = Db.number("SELECT count(*) FROM bucket.packet_state");
        long dead = Db.number("SELECT count(*) FROM bucket.packet_dead");
        double ended = Stream.of("refused", "duplicate", "published")
                .mapToDouble(outcome -> counts.getOrDefault(outcome, 0.0))
                .sum();
        assertThat(counts).containsEntry("received", ended + pending + dead);
    }

    /** Events of the intake by outcome, all reasons together. */
    private static Map<String, Double> counted() {
        Map<String, Double> counts = new HashMap<>();
        Pattern line = Pattern.compile("bridge_events_total\\{intake=\"prana\",outcome=\"(\\w+)\".*} (\\S+)");
        given().get("/q/metrics")
                .asString()
                .lines()
                .map(line::matcher)
                .filter(Matcher::matches)
                .forEach(found -> counts.merge(found.group(1), Double.valueOf(found.group(2)), Double::sum));
        return counts;
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "A lease of a hundred large packets could end the process",
            now = "A lease ends at 1 MiB")
    void leaseOfLargePacketsIsBoundedInBytes() {
        String filling = "\"more\":\"" + "x".repeat(60_000) + "\"";
        for (int i = 0; i < 40; i++) {
            Api.post(Api.BUCKET + "/ingest", Packets.learner("large", "\"packet_id\":\"large-" + i + "\"", filling));
        }

        Set<String> seen = new HashSet<>();
        for (Api.Reply lease = Api.lease(100, 60, 0); !Api.packetIds(lease).isEmpty(); lease = Api.lease(100, 60, 0)) {
            assertThat(Api.packetIds(lease)).hasSizeBetween(1, 18);
            seen.addAll(Api.packetIds(lease));
        }
        assertThat(seen).hasSize(40);
        assertThat(Db.number("SELECT max(attempts) FROM bucket.packet_state")).isEqualTo(1);
    }

    @Test
    void redrivenPacketsAreBoundedInBytesToo() {
        String filling = "\"more\":\"" + "x".repeat(60_000) + "\"";
        for (int i = 0; i < 20; i++) {
            Api.post(Api.BUCKET + "/ingest", Packets.learner("large", filling));
        }
        killAll();
        Api.post("/api/v1/dead:redrive?dryRun=false", EVERYTHING);

        assertThat(Api.packetIds(Api.lease(100, 60, 0))).hasSizeBetween(1, 18);
    }

    @Test
    void orderPerUserHandsOutOnlyTheOldestPacketOfEachUser() {
        for (int i = 0; i < 3; i++) {
            for (String user : List.of("amar", "bina")) {
                Api.post(Api.BUCKET + "/ingest", Packets.learner(user, "\"packet_id\":\"%s-%d\"".formatted(user, i)));
            }
        }
        String ordered = "{\"limit\":10,\"order\":\"user\"}";

        Api.Reply first = Api.post("/api/v1/leases", ordered);
        assertThat(Api.packetIds(first)).containsExactlyInAnyOrder("amar-0", "bina-0");
        assertThat(Api.packetIds(Api.post("/api/v1/leases", ordered))).isEmpty();
        Api.settle(first, true);
        assertThat(Api.packetIds(Api.post("/api/v1/leases", ordered))).containsExactlyInAnyOrder("amar-1", "bina-1");
    }

    @Test
    void invalidTermsHaveAPointer() {
        assertThat(Api.lease(0, 60, 0).body().path("pointer").textValue()).isEqualTo("/limit");
        assertThat(Api.lease(1, 0, 0).body().path("pointer").textValue()).isEqualTo("/lease_seconds");
        assertThat(Api.lease(1, 60, 21).body().path("pointer").textValue()).isEqualTo("/wait_seconds");
        assertThat(Api.post("/api/v1/leases/not-a-lease:ack", "{}").status()).isEqualTo(400);
    }

    private static void killAll() {
        Db.run("UPDATE bucket.packet_state SET attempts = 9, epoch = 9");
        while (true) {
            Api.Reply lease = Api.lease(100, 60, 0);
            if (Api.packetIds(lease).isEmpty()) {
                return;
            }
            Api.settle(lease, false);
        }
    }

    private static void workWithPoison(String poison) {
        while (Db.number("SELECT count(*) FROM bucket.packet_state") > 0) {
            Api.Reply lease = Api.lease(100, 60, 0);
            String id = lease.body().path("lease_id").asText();
            for (String packet : Api.packetIds(lease)) {
                Api.post(
                        "/api/v1/acks",
                        "[{\"packet_id\":\"%s\",\"lease_id\":\"%s\",\"success\":%s}]"
                                .formatted(packet, id, !packet.equals(poison)));
            }
            Db.run("UPDATE bucket.packet_state SET due_at = now()");
        }
    }
}
