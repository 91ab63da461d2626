package io.bhiv.biometric.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.sun.net.httpserver.HttpServer;
import io.bhiv.biometric.retention.Retention;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class OperatorJourneyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Retention retention;

    @Inject
    ByteBudget bodies;

    private final String user = UUID.randomUUID().toString();

    @Test
    void aReplayIsPreviewedAndThenSendsTheSameIdsAgain() {
        String eventId = acceptedId(Signed.terra(Bodies.sleep(user, "night", 44)));
        awaitState(eventId, "published");
        int once = Topic.ofDelivery("biometric-events", eventId).size();
        String one = "{\"event_id\":\"" + eventId + "\"}";

        JsonPath preview = replay(one, true);
        assertThat(preview.getLong("count")).isEqualTo(1);
        assertThat(preview.getList("sample")).containsExactly(eventId);
        awaitState(eventId, "published");

        replay(one, false);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Topic.ofDelivery("biometric-events", eventId))
                        .hasSize(2 * once));
        assertThat(Topic.ofDelivery("biometric-events", eventId).stream()
                        .map(record -> Topic.header(record, "ce_id"))
                        .distinct())
                .hasSize(once);
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault =
                    "A body without a declared length that trickled to a route of operators was waited for without an end: only"
                            + " webhooks had a deadline in this service",
            now = "It is answered 408 at the deadline of bodies, and its connection ends")
    void aRequestThatTricklesIsAnswered408() throws IOException {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            caller.setSoTimeout((int) PATIENCE.toMillis());
            String begun = String.join(
                    "\r\n",
                    "POST /api/v1/biometric/replays HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked",
                    "",
                    "2",
                    "{\"",
                    "");
            caller.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("urn:bhiv:problem:request-timeout");
        }
    }

    @Test
    void aSpanIsReplayedByProvider() {
        Instant before = Instant.now().minusSeconds(5);
        acceptedId(Signed.whoop(Bodies.whoopNotice(UUID.randomUUID().toString())));
        String span = "{\"from\":\"%s\",\"to\":\"%s\",\"provider\":\"whoop\"}"
                .formatted(before, Instant.now().plusSeconds(60));

        assertThat(replay(span, true).getLong("count")).isPositive();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "A delivery that a rule dropped, and records left out of a published one, were shown as published",
            now = "Both are stored with their rule, shown with the delivery, and replayed by rule")
    void whatARuleDroppedIsShownAndReplayedByItsRule() {
        Instant before = Instant.now().minusSeconds(5);
        String unknown = acceptedId(Signed.terra("{\"type\":\"unheard_of\",\"it\":\"" + user + "\"}"));
        awaitState(unknown, "dropped");
        RestAssured.get("/api/v1/biometric/deliveries/" + unknown).then().body("reason", is("unknown_type"));

        String night = Bodies.sleep(user, "night", 44);
        String partly = acceptedId(Signed.terra(night.replaceFirst("\"data\": *\\[", "\"data\":[{},")));
        awaitState(partly, "published");
        RestAssured.get("/api/v1/biometric/deliveries/" + partly).then().body("dropped.unreadable_record", is(1));

        String span = "{\"from\":\"%s\",\"to\":\"%s\",\"dropped\":\"unknown_type\"}"
                .formatted(before, Instant.now().plusSeconds(60));
        JsonPath preview = replay(span, true);
        assertThat(preview.getList("sample")).contains(unknown).doesNotContain(partly);
        assertThat(replay(span, false).getLong("count")).isPositive();
        awaitState(unknown, "dropped");
    }

    @Test
    void aReplayOfNothingInParticularIsRefused() {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/biometric/replays")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("pointer", is(""));
        given().contentType("application/json")
                .body("{\"from\":\"yesterday\"}")
                .post("/api/v1/biometric/replays")
                .then()
                .statusCode(400)
                .body("pointer", is("/from"));
    }

    @Test
    void aDeliveryTellsItsWayWithoutWhatWasMeasured() {
        String eventId = acceptedId(Signed.terra(
                Bodies.sleep(user, LocalDate.now(ZoneOffset.UTC), 23.5),
                UUID.randomUUID().toString(),
                Instant.now(),
                FakeSecrets.TERRA_PREVIOUS));
        awaitState(eventId, "published");
        List<ConsumerRecord<String, byte[]>> records = Topic.ofDelivery("biometric-events", eventId);
        ConsumerRecord<String, byte[]> first = records.getFirst();

        String answer =
                RestAssured.get("/api/v1/biometric/deliveries/" + eventId).asString();
        JsonPath way = new JsonPath(answer);
        assertThat(way.getInt("verified_by_secret")).isEqualTo(2);
        assertThat(way.getString("channel")).isEqualTo("WEBHOOK_INLINE");
        assertThat(way.getInt("made.count")).isEqualTo(records.size());
        assertThat(way.getList("made.events.event_id"))
                .containsExactlyElementsOf(records.stream()
                        .map(record -> Topic.header(record, "ce_id"))
                        .toList());
        assertThat(way.getInt("made.published.partition")).isEqualTo(first.partition());
        assertThat(way.getLong("made.published.offset")).isEqualTo(first.offset());
        assertThat(Instant.parse(way.getString("made.published.at")))
                .isAfter(Instant.parse(way.getString("received_at")));
        assertThat(way.getString("made.triggers[0].rule")).isEqualTo("FIXED_RMSSD");
        assertThat(way.getString("made.triggers[0].severity")).isEqualTo("CRITICAL");
        assertThat(answer).doesNotContain("23.5", user, "explanation");

        RestAssured.get("/api/v1/biometric/deliveries/" + eventId + "/triggers")
                .then()
                .statusCode(200)
                .body("[0].trigger_id", is(way.getString("made.triggers[0].trigger_id")))
                .body("[0].explanation", containsString("23.5"));
    }

    @Test
    void aDeliveryOfThePastShowsNoTriggerBecauseItFiredNone() throws SQLException {
        String eventId = acceptedId(
                Signed.terra(Bodies.sleep(user, LocalDate.now(ZoneOffset.UTC).minusDays(1), 23.5)));
        awaitState(eventId, "published");

        execute("UPDATE biometric.delivery SET channel = 'BACKFILL' WHERE event_id = '" + eventId + "'");

        JsonPath way =
                RestAssured.get("/api/v1/biometric/deliveries/" + eventId).jsonPath();
        assertThat(way.getInt("made.count")).isPositive();
        assertThat(way.getList("made.triggers")).isEmpty();
        assertThat(RestAssured.get("/api/v1/biometric/deliveries/" + eventId + "/triggers")
                        .jsonPath()
                        .getList("$"))
                .isEmpty();
    }

    @Test
    void aLookAtADeliveryThatMayBeWhatEndsTheProcessDoesNotReadIt() throws SQLException {
        String eventId = acceptedId(Signed.terra(Bodies.sleep(user, "suspect", 44)));
        awaitState(eventId, "published");
        execute("INSERT INTO biometric.outstanding (received_at, event_id, provider, claimed_until, begun)"
                + " SELECT received_at, event_id, provider, now() + interval '1 hour', 3 FROM biometric.delivery WHERE event_id = '"
                + eventId + "'");
        try {
            RestAssured.get("/api/v1/biometric/deliveries/" + eventId)
                    .then()
                    .statusCode(200)
                    .body("state", is("outstanding"))
                    .body("made", nullValue());
        } finally {
            execute("DELETE FROM biometric.outstanding WHERE event_id = '" + eventId + "'");
        }
        RestAssured.get("/api/v1/biometric/deliveries/" + eventId).then().body("made.count", greaterThan(0));
    }

    /** As where a newer version wrote it. */
    @Test
    void aLookAtADeliveryThatCannotBeReadAgainShowsWhereItStands() throws SQLException {
        String eventId = acceptedId(Signed.terra(Bodies.sleep(user, "unheard-of", 44)));
        awaitState(eventId, "published");

        execute("UPDATE biometric.delivery SET channel = 'UNHEARD_OF' WHERE event_id = '" + eventId + "'");

        RestAssured.get("/api/v1/biometric/deliveries/" + eventId)
                .then()
                .statusCode(200)
                .body("state", is("published"))
                .body("made", nullValue());
        RestAssured.get("/api/v1/biometric/deliveries/" + eventId + "/triggers")
                .then()
                .statusCode(200)
                .body("$", hasSize(0));
    }

    @Test
    void aLookTakesNoMemoryThatIntakeNeeds() {
        String eventId = acceptedId(Signed.terra(Bodies.sleep(user, "look", 44)));
        awaitState(eventId, "published");
        List<ByteBudget.Room> all = new ArrayList<>();
        try {
            for (long piece = ByteBudget.SMALL; piece > 0; piece /= 2) {
                Optional<ByteBudget.Room> room = bodies.tryTake(piece);
                while (room.isPresent()) {
                    all.add(room.get());
                    room = bodies.tryTake(piece);
                }
            }
            RestAssured.get("/api/v1/biometric/deliveries/" + eventId)
                    .then()
                    .statusCode(200)
                    .body("made", nullValue());
        } finally {
            all.forEach(ByteBudget.Room::release);
        }
        RestAssured.get("/api/v1/biometric/deliveries/" + eventId).then().body("made.count", greaterThan(0));
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    @Test
    void aReplacedVersionNamesTheDeliveryThatReplacedIt() {
        String before = acceptedId(Signed.terra(Bodies.sleep(user, "replaced", 51)));
        awaitState(before, "published");
        String after = acceptedId(Signed.terra(Bodies.sleep(user, "replaced", 52)));
        awaitState(after, "published");

        RestAssured.get("/api/v1/biometric/deliveries/" + before)
                .then()
                .body("made.replaced_by", is(after))
                .body("made.published", nullValue());
        RestAssured.get("/api/v1/biometric/deliveries/" + after).then().body("made.replaced_by", nullValue());
    }

    @Test
    void anUnknownDeliveryIsNotFound() {
        RestAssured.get("/api/v1/biometric/deliveries/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void aPayloadThatIsPointedAtIsFetchedAndPublished() throws IOException {
        HttpServer storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] payload = Bodies.sleep(user, "night", 21).getBytes(StandardCharsets.UTF_8);
        storage.createContext("/payload.json", exchange -> {
            exchange.sendResponseHeaders(200, payload.length);
            exchange.getResponseBody().write(payload);
            exchange.close();
        });
        storage.start();
        try {
            String url = "http://127.0.0.1:" + storage.getAddress().getPort() + "/payload.json";
            String eventId = acceptedId(pointingAt(url));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Topic.read(
                                    "biometric-events",
                                    record -> new String(record.value(), StandardCharsets.UTF_8).contains(user)))
                            .isNotEmpty());
            awaitState(eventId, "published");
        } finally {
            storage.stop(0);
        }
    }

    @Test
    void aPayloadAddressThatLeadsElsewhereIsParkedNotFetched() {
        String eventId = acceptedId(pointingAt("https://169.254.169.254/latest/meta-data/" + user));

        awaitState(eventId, "parked");
        RestAssured.get("/api/v1/biometric/deliveries/" + eventId).then().body("reason", is("PAYLOAD_ADDRESS_REFUSED"));
    }

    @Test
    void retentionDropsOldDaysAndKeepsDaysAhead() throws SQLException {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE biometric.delivery_20200101 PARTITION OF biometric.delivery"
                    + " FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00')");
            statement.execute("CREATE TABLE biometric.delivery_key_20191210 PARTITION OF biometric.delivery_key"
                    + " FOR VALUES FROM ('2019-12-10 00:00:00+00') TO ('2019-12-11 00:00:00+00')");
            statement.execute(
                    "INSERT INTO biometric.delivery_key (key, event_id, identity, direct, received_at, period)"
                            + " SELECT id, id, 1, false, t, biometric.key_period(t)"
                            + " FROM (SELECT gen_random_uuid() AS id, '2020-01-01 12:00:00+00'::timestamptz AS t) one");

            retention.turn().await().atMost(PATIENCE);

            try (var rows =
                    statement.executeQuery("SELECT to_regclass('biometric.delivery_20200101') IS NULL AS dropped,"
                            + " (SELECT count(*) FROM biometric.delivery_key WHERE received_at < '2020-02-01') AS ids,"
                            + " to_regclass('biometric.delivery_' || to_char((now() AT TIME ZONE 'UTC')::date + 7, 'YYYYMMDD'))"
                            + " IS NOT NULL AS ahead")) {
                rows.next();
                assertThat(rows.getBoolean("dropped")).isTrue();
                assertThat(rows.getLong("ids")).isZero();
                assertThat(rows.getBoolean("ahead")).isTrue();
            }
        }
    }

    @Test
    void aDeauthenticatedUsersDataIsParkedUntilTheyComeBack() {
        String link = "{\"type\":\"%s\",\"status\":\"success\",\"user\":{\"user_id\":\"" + user
                + "\",\"provider\":\"OURA\",\"active\":true}}";
        awaitState(acceptedId(Signed.terra(link.formatted("auth"))), "published");
        awaitState(acceptedId(Signed.terra(link.formatted("deauth"))), "published");
        String night = acceptedId(Signed.terra(Bodies.sleep(user, "night", 44)));
        awaitState(night, "parked");

        acceptedId(Signed.terra(link.formatted("auth").replace("success", "success ")));

        awaitState(night, "published");
    }

    @Test
    void metricsTellProviderAndAnswerFromFixedWords() {
        acceptedId(Signed.terra(Bodies.sleep(user, "night", 60)));

        String metrics = RestAssured.get("/q/metrics").body().asString();

        assertThat(metrics).contains("bridge_webhooks_total{answer=\"accepted\",provider=\"terra\"}");
        assertThat(metrics).doesNotContain(user);
    }

    @Test
    void everyDeliveryOfAMixedJourneyEndsCounted() {
        long before = imbalance();

        Signed night = Signed.terra(Bodies.sleep(user, "night", 44));
        awaitState(acceptedId(night), "published");
        night.send().then().statusCode(200);
        night.without("terra-signature").send().then().statusCode(401);
        awaitState(acceptedId(Signed.terra("authentic, and not JSON " + user)), "parked");
        acceptedId(Signed.terra("{\"type\":\"unheard_of\",\"it\":\"" + user + "\"}"));
        acceptedId(Signed.whoop(Bodies.whoopNotice(user)));
        awaitState(acceptedId(pointingAt("https://169.254.169.254/" + user)), "parked");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(imbalance()).isEqualTo(before));
        String metrics = RestAssured.get("/q/metrics").asString();
        assertThat(metrics)
                .containsPattern("bridge_dropped_total\\{rule=\"unknown_type\",?} [1-9]")
                .containsPattern(
                        "bridge_events_total\\{intake=\"terra\",outcome=\"dropped_by_rule\",reason=\"unknown_type\",?} [1-9]")
                .containsPattern(
                        "bridge_events_total\\{intake=\"terra\",outcome=\"parked\",reason=\"NOT_JSON\",?} [1-9]")
                .containsPattern(
                        "bridge_events_total\\{intake=\"terra\",outcome=\"refused\",reason=\"missing\",?} [1-9]");
    }

    /** What was received and has neither ended nor waits anywhere: the metrics against the tables of the backlog. */
    private static long imbalance() {
        JsonPath backlog = RestAssured.get("/api/v1/biometric/backlog").jsonPath();
        long pending = backlog.getLong("outstanding") + backlog.getLong("awaiting_fetch");
        String metrics = RestAssured.get("/q/metrics").asString();
        return counted(metrics, "received")
                + counted(metrics, "released")
                - counted(metrics, "refused")
                - counted(metrics, "duplicate")
                - counted(metrics, "published")
                - counted(metrics, "parked")
                - counted(metrics, "dropped_by_rule")
                - counted(metrics, "dead")
                - pending;
    }

    private static long counted(String metrics, String outcome) {
        return metrics.lines()
                .filter(line -> line.startsWith("bridge_events_total{") && line.contains("outcome=\"" + outcome + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void healthShowsEveryLoopAndTheBroker() {
        RestAssured.get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("kafka"))
                .body("checks.name", hasItem("background-loops"));
    }

    private static Signed pointingAt(String url) {
        return Signed.terra(
                "{\"type\":\"s3_payload\",\"status\":\"success\",\"url\":\"" + url + "\",\"expires_in\":300}");
    }

    private static JsonPath replay(String body, boolean dryRun) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/biometric/replays?dryRun=" + dryRun)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String acceptedId(Signed webhook) {
        return webhook.send().then().statusCode(202).extract().jsonPath().getString("event_id");
    }

    private static void awaitState(String eventId, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> RestAssured.get("/api/v1/biometric/deliveries/" + eventId)
                        .then()
                        .statusCode(200)
                        .body("state", is(state)));
    }
}
