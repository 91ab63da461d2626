package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.bhiv.biometric.retention.Retention;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.kit.partition.KeyPeriod;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days past retention: which of them are dropped, and what becomes of what is open in them. */
@QuarkusTest
@TestProfile(NoSweeper.class)
@QuarkusTestResource(PostgresResource.class)
class RetentionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OLD = "2019-05-05";
    private static final String ENDED = "2021-03-01";
    private static final String PARKED = "2021-03-02";
    private static final String UNPUBLISHED = "2021-03-03";
    private static final String UNFETCHED = "2021-03-04";
    private static final String TALLIED = "2022-04-15";
    private static final String GONE = "2022-04-14";
    private static final String WAITED = "2022-04-16";
    private static final String GIVEN_UP = "2022-04-17";
    private static final String PATH = "/api/v1/biometric/parked";

    @Inject
    Retention retention;

    @Inject
    Pool pool;

    private DayPartitions partitions() {
        return new DayPartitions(pool, "biometric", "delivery");
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Retention dropped days with unpublished, parked and awaiting deliveries in them",
            now =
                    "Such a day is kept; what was open is parked as OVERDUE, and the day goes when all is replayed or discarded")
    void aDayGoesOnlyWhenNothingInItIsOpen() {
        partitions()
                .cover(List.of(day(ENDED), day(PARKED), day(UNPUBLISHED), day(UNFETCHED)))
                .await()
                .atMost(PATIENCE);
        stored(ENDED);
        UUID parked = stored(PARKED);
        open("parked (event_id, received_at, provider, reason)", "'terra', 'UNKNOWN_USER'", parked, PARKED);
        UUID unpublished = stored(UNPUBLISHED);
        open("outstanding (event_id, received_at, claimed_until)", "now()", unpublished, UNPUBLISHED);
        UUID unfetched = stored(UNFETCHED);
        open("awaiting_fetch (event_id, received_at, provider, resource)", "'whoop', 'sleep'", unfetched, UNFETCHED);

        assertThat(turn()).isEqualTo(Step.IDLE);

        assertThat(days()).doesNotContain(ENDED).contains(PARKED, UNPUBLISHED, UNFETCHED);
        assertThat(idsOf2021()).as("ids of a period with a day that is kept").isEqualTo(4);
        assertThat(shown("OVERDUE")).containsExactly(unpublished.toString(), unfetched.toString());
        assertThat(shown("UNKNOWN_USER")).contains(parked.toString());

        for (UUID one : List.of(parked, unpublished, unfetched)) {
            RestAssured.delete(PATH + "/" + one).then().statusCode(200);
        }
        RestAssured.delete(PATH + "/" + parked).then().statusCode(404);
        assertThat(state(parked)).isEqualTo("discarded");
        assertThat(shown("OVERDUE")).isEmpty();
        turn();

        assertThat(days()).doesNotContain(PARKED, UNPUBLISHED, UNFETCHED);
        assertThat(idsOf2021()).isZero();
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Ids of deliveries were deleted by thousands, slower than new ones came",
            now =
                    "They lie in periods of 30 days, and a period past retention is dropped; so are days of what a rule dropped")
    void idsAndWhatARuleDroppedLeaveWithTheirPartitions() {
        partitions().cover(List.of(day(OLD))).await().atMost(PATIENCE);
        new DayPartitions(pool, "biometric", "dropped")
                .cover(List.of(day(OLD)))
                .await()
                .atMost(PATIENCE);
        UUID old = stored(OLD);
        pool.preparedQuery("INSERT INTO biometric.delivery_seen (event_id, received_at) VALUES ($1, $2)")
                .executeAndAwait(key(UUID.randomUUID(), OLD));
        open(
                "dropped (event_id, received_at, provider, rule, records, whole)",
                "'terra', 'unknown_type', 1, true",
                old,
                OLD);

        assertThat(turn()).isEqualTo(Step.IDLE);

        assertThat(tables("delivery_key"))
                .contains(named("delivery_key", KeyPeriod.of(today())))
                .contains(named("delivery_key", KeyPeriod.of(today()).plusDays(KeyPeriod.DAYS)))
                .doesNotContain(named("delivery_key", KeyPeriod.of(day(OLD))));
        assertThat(tables("dropped"))
                .contains(named("dropped", today()), named("dropped", today().plusDays(7)))
                .doesNotContain(named("dropped", day(OLD)));
        assertThat(tables("delivery")).doesNotContain(named("delivery", day(OLD)));
        assertThat(pool.query("SELECT count(*) FROM biometric.delivery_seen WHERE received_at < '2020-01-01'")
                        .executeAndAwait()
                        .iterator()
                        .next()
                        .getLong(0))
                .as("ids of earlier versions")
                .isZero();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "What was parked as OVERDUE stayed pending in the account of its minute for ever",
            now = "It is parked there, too")
    void whatIsParkedAsOverdueIsTallied() {
        partitions().cover(List.of(day(TALLIED))).await().atMost(PATIENCE);
        UUID id = stored(TALLIED);
        open("outstanding (event_id, received_at, claimed_until)", "now()", id, TALLIED);

        turn();

        assertThat(tally("parked", TALLIED)).isEqualTo(1);
        RestAssured.delete(PATH + "/" + id).then().statusCode(200);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "What was parked as OVERDUE after its delivery had gone was counted for no provider",
            now = "Its own row says whose it is")
    void whatIsParkedAsOverdueCountsForItsProviderWhenItsDeliveryIsGone() {
        UUID unpublished = UUID.randomUUID();
        open("outstanding (event_id, received_at, claimed_until, provider)", "now(), 'whoop'", unpublished, GONE);
        UUID unfetched = UUID.randomUUID();
        open("awaiting_fetch (event_id, received_at, provider, resource)", "'whoop', 'sleep'", unfetched, GONE);

        turn();

        assertThat(pool.query("SELECT provider FROM biometric.parked WHERE event_id IN ('%s', '%s')"
                                .formatted(unpublished, unfetched))
                        .executeAndAwait())
                .extracting(row -> row.getString(0))
                .containsExactly("whoop", "whoop");
        assertThat(tally("CASE intake WHEN 'whoop' THEN parked ELSE 0 END", GONE))
                .isEqualTo(2);
        for (UUID one : List.of(unpublished, unfetched)) {
            RestAssured.delete(PATH + "/" + one).then().statusCode(200);
        }
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Notices of people who never connect were parked for ever, and each kept its whole day of everybody",
            now = "After seven days they are dropped by a rule, counted, and replayable while the day is kept")
    void whatWaitsForPeopleWhoDoNotConnectIsDropped() {
        partitions().cover(List.of(day(WAITED))).await().atMost(PATIENCE);
        String waiting = "parked (event_id, received_at, provider, reason, parked_at)";
        UUID unknown = stored(WAITED);
        UUID revoked = stored(WAITED);
        UUID lately = stored(WAITED);
        UUID other = stored(WAITED);
        open(waiting, "'whoop', 'UNKNOWN_USER', now() - interval '8 days'", unknown, WAITED);
        open(waiting, "'whoop', 'REVOKED_CONNECTION', now() - interval '8 days'", revoked, WAITED);
        open(waiting, "'whoop', 'UNKNOWN_USER', now() - interval '6 days'", lately, WAITED);
        open(waiting, "'whoop', 'NOT_JSON', now() - interval '8 days'", other, WAITED);

        turn();

        assertThat(state(unknown)).isEqualTo("dropped");
        assertThat(state(revoked)).isEqualTo("dropped");
        assertThat(state(lately)).isEqualTo("parked");
        assertThat(state(other)).isEqualTo("parked");
        assertThat(tally("dropped", WAITED)).isEqualTo(2);
        assertThat(days()).as("others wait").contains(WAITED);

        for (UUID one : List.of(lately, other)) {
            RestAssured.delete(PATH + "/" + one).then().statusCode(200);
        }
        turn();
        assertThat(days()).doesNotContain(WAITED);
    }

    @Test
    void whatIsParkedForOneReasonIsGivenUpAtOnceAfterAPreview() {
        partitions().cover(List.of(day(GIVEN_UP))).await().atMost(PATIENCE);
        List<UUID> unreadable = List.of(stored(GIVEN_UP), stored(GIVEN_UP));
        unreadable.forEach(
                id -> open("parked (event_id, received_at, provider, reason)", "'terra', 'WRONG_SHAPE'", id, GIVEN_UP));
        UUID other = stored(GIVEN_UP);
        open("parked (event_id, received_at, provider, reason)", "'terra', 'NO_USER'", other, GIVEN_UP);
        String those =
                "{\"reason\":\"WRONG_SHAPE\",\"provider\":\"terra\",\"from\":\"%1$sT00:00:00Z\",\"to\":\"%1$sT23:00:00Z\"}"
                        .formatted(GIVEN_UP);

        String until = discard("", those)
                .then()
                .statusCode(200)
                .body("dry_run", is(true))
                .body("count", is(2))
                .extract()
                .path("parked_until");
        assertThat(shown("WRONG_SHAPE")).hasSize(2);
        UUID later = stored(GIVEN_UP);
        open("parked (event_id, received_at, provider, reason)", "'terra', 'WRONG_SHAPE'", later, GIVEN_UP);
        discard("?dryRun=false", parkedUntil(those, until))
                .then()
                .statusCode(200)
                .body("dry_run", is(false))
                .body("count", is(2));

        assertThat(unreadable).allSatisfy(id -> assertThat(state(id)).isEqualTo("discarded"));
        assertThat(state(other)).isEqualTo("parked");
        assertThat(state(later)).as("no preview has shown it").isEqualTo("parked");
        assertThat(tally("dead", GIVEN_UP)).isEqualTo(2);
        discard("?dryRun=false", those).then().statusCode(200).body("count", is(1));
        discard("?dryRun=false", those)
                .then()
                .statusCode(200)
                .body("count", is(0))
                .body("parked_until", nullValue());
        discard("", parkedUntil(those, "+999999999-01-01T00:00:00Z")).then().statusCode(400);
        discard("", "{}").then().statusCode(400);
        discard("", "{\"reason\":\"NO_SUCH\"}").then().statusCode(400);
        RestAssured.delete(PATH + "/" + other).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delivery", "dropped", "delivery_key"})
    void aDayIsMadeWhileAReaderHoldsTheTableOpen(String table) {
        pool.withTransaction(reader -> reader.query("SELECT count(*) FROM biometric." + table)
                        .execute()
                        .chain(() -> new DayPartitions(pool, "biometric", table).cover(List.of(day("2099-01-01")))))
                .await()
                .atMost(PATIENCE);

        assertThat(tables(table)).contains(table + "_20990101");
    }

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault =
                    "After days off, a start waited for every reader of the journal, and everybody else waited behind it",
            now = "Missing days are made apart and attached, which no reader holds up")
    void aStartMakesMissingDaysWhileReadersHoldTheTablesOpen() throws IOException {
        String missing = named("delivery", today().plusDays(2));
        run("ALTER TABLE biometric.delivery DETACH PARTITION biometric." + missing);
        run("DROP TABLE biometric." + missing);
        String script = Files.readString(Path.of("src/main/resources/db/migration/afterMigrate__partitions.sql"));

        pool.withTransaction(reader -> reader.query(
                                "SELECT (SELECT count(*) FROM biometric.delivery), (SELECT count(*) FROM biometric.dropped)")
                        .execute()
                        .chain(() -> pool.withTransaction(start -> start.query("SET LOCAL lock_timeout = '2s'")
                                .execute()
                                .chain(() -> start.query("SET LOCAL search_path = biometric")
                                        .execute())
                                .chain(() -> start.query(script).execute()))))
                .await()
                .atMost(PATIENCE);

        assertThat(pool.preparedQuery("SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1)")
                        .executeAndAwait(Tuple.of("biometric." + missing))
                        .size())
                .isEqualTo(1);
    }

    private static String parkedUntil(String selection, String until) {
        return selection.replace("}", ",\"parked_until\":\"" + until + "\"}");
    }

    private static Response discard(String query, String body) {
        return RestAssured.given().contentType("application/json").body(body).post(PATH + "/discards" + query);
    }

    private long tally(String outcome, String day) {
        return pool.preparedQuery("""
                        SELECT coalesce(sum(n), 0)::bigint FROM (
                          SELECT minute, %1$s AS n FROM biometric.event_tally
                          UNION ALL SELECT minute, %1$s FROM biometric.event_tally_delta) t
                        WHERE minute = $1""".formatted(outcome))
                .executeAndAwait(Tuple.of(day(day).atTime(LocalTime.NOON).atOffset(ZoneOffset.UTC)))
                .iterator()
                .next()
                .getLong(0);
    }

    private void run(String statement) {
        pool.query(statement).executeAndAwait();
    }

    private List<String> tables(String parent) {
        return new DayPartitions(pool, "biometric", parent).partitions().await().atMost(PATIENCE);
    }

    private static String named(String parent, LocalDate day) {
        return parent + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    @Test
    void anUnknownReasonOrPageIsRefused() {
        RestAssured.get(PATH + "?reason=NO_SUCH").then().statusCode(400);
        RestAssured.get(PATH + "?provider=nobody").then().statusCode(400);
        RestAssured.get(PATH + "?page=-1").then().statusCode(400);
        RestAssured.get(PATH + "?limit=1001").then().statusCode(400);
    }

    private Step turn() {
        return retention.turn().await().atMost(PATIENCE);
    }

    private UUID stored(String day) {
        UUID id = UUID.randomUUID();
        pool.preparedQuery(
                        "INSERT INTO biometric.delivery (event_id, received_at, provider, channel, revision, late, body)"
                                + " VALUES ($1, $2, 'terra', 'WEBHOOK_INLINE', 1, false, '{}')")
                .executeAndAwait(key(id, day));
        new DayPartitions(pool, "biometric", "delivery_key")
                .cover(List.of(KeyPeriod.of(day(day))))
                .await()
                .atMost(PATIENCE);
        pool.preparedQuery("INSERT INTO biometric.delivery_key (key, event_id, received_at, period, identity, direct)"
                        + " VALUES ($1, $1, $2, biometric.key_period($2), $3, false)")
                .executeAndAwait(key(id, day).addLong(id.getMostSignificantBits()));
        return id;
    }

    private void open(String tableAndColumns, String values, UUID id, String day) {
        pool.preparedQuery("INSERT INTO biometric." + tableAndColumns + " VALUES ($1, $2, " + values + ")")
                .executeAndAwait(key(id, day));
    }

    private static Tuple key(UUID id, String day) {
        return Tuple.of(id, day(day).atTime(LocalTime.NOON).atOffset(ZoneOffset.UTC));
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    private List<String> days() {
        return partitions().partitions().await().atMost(PATIENCE).stream()
                .map(name -> name.substring("delivery_".length()))
                .map(digits -> digits.substring(0, 4) + "-" + digits.substring(4, 6) + "-" + digits.substring(6))
                .toList();
    }

    private long idsOf2021() {
        return pool.query("SELECT count(*) FROM biometric.delivery_key WHERE received_at < '2022-01-01'")
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }

    private static List<String> shown(String reason) {
        return RestAssured.get(PATH + "?reason=" + reason)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("event_id");
    }

    private static String state(UUID id) {
        return RestAssured.get("/api/v1/biometric/deliveries/" + id)
                .then()
                .extract()
                .jsonPath()
                .getString("state");
    }
}
