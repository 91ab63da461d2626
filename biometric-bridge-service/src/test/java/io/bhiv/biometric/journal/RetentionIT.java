package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.retention.Retention;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.kit.partition.KeyPeriod;
import io.bhiv.rules.MendedFault;
import io.bhiv.rules.MendedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
    private static final String PATH = "/api/v1/biometric/parked";

    @Inject
    Retention retention;

    @Inject
    Pool pool;

    private DayPartitions partitions() {
        return new DayPartitions(pool, "biometric", "delivery");
    }

    @Test
    @MendedFault(
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
    @MendedFault(
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
