package io.bhiv.biometric.fetch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.bhiv.biometric.connection.RecordedLog;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journey.FakeSecrets;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Webhook;
import io.bhiv.play.webhook.Whoop;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.state.Fault;
import io.bhiv.simulator.state.ObjectStore.Shown;
import io.bhiv.simulator.whoop.WhoopSimulator;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a notice of a provider to the object in the journal. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = SimulatedProviders.class, restrictToAnnotatedClass = true)
class ObjectFetchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SLEEPS = "/developer/v2/activity/sleep/";

    @Inject
    Pool pool;

    @Inject
    CallBudget budget;

    @Inject
    ObjectFetch.FetchedObjects objects;

    private final OuraSimulator oura = SimulatedProviders.oura();
    private final WhoopSimulator whoop = SimulatedProviders.whoop();
    private Journal journal;
    private RecordedLog log;

    @BeforeEach
    void journal() {
        log = new RecordedLog();
        journal = new Journal(pool);
        journal.execute("DELETE FROM biometric.fetch_usage");
        goOn();
    }

    @AfterEach
    void asItWas() {
        SimulatedProviders.ahead(Duration.ZERO);
        Stream.of(oura, whoop).forEach(one -> {
            one.faults().clear();
            one.switches().hide(Duration.ZERO);
            one.switches().scoreAfter(Duration.ZERO);
        });
        log.close();
        assertThat(log.text()).as("tokens and secrets of simulated providers").doesNotContain("fake-");
    }

    @Test
    void aNoticeLeadsToTheObjectInTheJournal() {
        String connection = Persons.connect(whoop, "person-41");

        newNight("person-41");

        awaitNight(connection);
        assertThat(journal.fetched(connection, "recovery")).singleElement().satisfies(one -> {
            assertThat(one.channel()).isEqualTo("WEBHOOK_FETCH");
            assertThat(one.body()).startsWith("{\"recovery\":{").contains(",\"sleep\":{");
        });
        assertThat(whoop.requests().count("/developer/v2/recovery")).isZero();
    }

    @Test
    void tenNoticesOfOneObjectAreOneFetch() {
        String connection = Persons.connect(whoop, "person-42");
        budget.pause(Provider.WHOOP, Duration.ofHours(1)).await().atMost(PATIENCE);
        newNight("person-42");
        for (int times = 1; times < 10; times++) {
            whoop.people()
                    .correctNight(
                            "person-42", SimulatedProviders.yesterday(), Change.bedtime(Duration.ofMinutes(times)));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.number(
                                "SELECT coalesce(max(notices), 0) FROM biometric.fetch_task"
                                        + " WHERE connection_id = $1 AND object_type = 'recovery'",
                                connection))
                        .isEqualTo(10));
        long before = whoop.requests().count("/developer/v2/cycle/");

        goOn();

        awaitNight(connection);
        assertThat(whoop.requests().count("/developer/v2/cycle/") - before).isEqualTo(1);
    }

    @Test
    void fiftyNoticesAtOnceCauseOneRefresh() {
        String connection = Persons.connect(oura, "person-43");
        String user = userOf(connection);
        journal.execute("UPDATE biometric.connection SET access_until = now() WHERE connection_id = $1", connection);
        List<Webhook> notices = Stream.of("sleep", "daily_sleep", "daily_readiness", "daily_activity")
                .flatMap(type -> oura.objects().list("person-43", type, Instant.now()).stream()
                        .map(Shown::document)
                        .map(document -> ouraNotice(user, type, document.id(), "update")))
                .limit(50)
                .toList();
        assertThat(notices).hasSize(50);

        IntStream.range(0, 50).parallel().forEach(number -> send(notices.get(number)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(journal.number("SELECT count(*) FROM biometric.delivery WHERE about_user = $1", user))
                    .isEqualTo(50);
            assertThat(journal.waiting(connection)).isZero();
        });
        int refreshes = oura.oauth().grants().refreshes("person-43");
        System.out.printf("50 notices at once of one person with an expired token: %d refresh%n", refreshes);
        assertThat(refreshes).isEqualTo(1);
    }

    @Test
    void anObjectThatIsNotThereYetIsReadLater() {
        String connection = Persons.connect(whoop, "person-44");
        whoop.switches().hide(Duration.ofMillis(700));

        newNight("person-44");

        awaitNight(connection);
        assertThat(whoop.requests()
                        .count(entry -> entry.path().startsWith(SLEEPS)
                                && entry.person().equals("person-44")
                                && entry.status() == 404))
                .isPositive();
    }

    @Test
    void anObjectThatIsNeverThereIsParkedWithItsReason() {
        String connection = Persons.connect(whoop, "person-45");

        send(whoopNotice(userOf(connection), "sleep.updated", UUID.randomUUID().toString()));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.parked(connection)).containsEntry("OBJECT_NOT_FOUND", 1L));
        assertThat(journal.waiting(connection)).isZero();
        assertThat(whoop.requests()
                        .count(entry -> entry.path().startsWith(SLEEPS)
                                && entry.person().equals("person-45")))
                .isEqualTo(5);
    }

    @Test
    void aRecoveryWaitsForItsScore() {
        String connection = Persons.connect(whoop, "person-46");
        whoop.switches().scoreAfter(Duration.ofMillis(900));

        newNight("person-46");

        awaitNight(connection);
        assertThat(journal.fetched(connection, "recovery"))
                .singleElement()
                .satisfies(one -> assertThat(one.body()).contains("\"SCORED\"").doesNotContain("PENDING_SCORE"));
    }

    @Test
    void anExpiredTokenIsRefreshedOnce() {
        String connection = Persons.connect(whoop, "person-47");
        whoop.oauth().grants().expireAccess("person-47");

        newNight("person-47");

        awaitNight(connection);
        assertThat(whoop.oauth().grants().refreshes("person-47")).isEqualTo(1);
    }

    @Test
    void aRedirectIsNotFollowed() {
        String connection = Persons.connect(whoop, "person-48");
        whoop.faults().set(new Fault(Fault.Kind.REDIRECT, SLEEPS, 1));

        newNight("person-48");

        awaitNight(connection);
        assertThat(whoop.requests().count("/elsewhere")).isZero();
    }

    @Test
    void anEndlessAnswerIsCutOffAndTheObjectReadAgain() {
        String connection = Persons.connect(whoop, "person-49");
        whoop.faults().set(new Fault(Fault.Kind.FLOOD, SLEEPS, 1));

        newNight("person-49");

        awaitNight(connection);
    }

    @Test
    void aCallThatIsGivenUpIsReallyEnded() {
        String connection = Persons.connect(whoop, "person-50");
        long before = whoop.abandoned();
        whoop.faults().set(new Fault(Fault.Kind.DRIP, SLEEPS, 1));

        newNight("person-50");

        awaitNight(connection);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(whoop.abandoned() - before).isEqualTo(1));
    }

    @Test
    void whatTheProviderAsksForHoldsForEveryReplica() {
        String connection = Persons.connect(whoop, "person-51");
        whoop.faults().set(new Fault(Fault.Kind.THROTTLED, "/developer/v2/", 1));

        newNight("person-51");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.number(
                                "SELECT CASE WHEN isfinite(paused_until) THEN floor(extract(epoch FROM paused_until - now()))::bigint ELSE 0 END"
                                        + " FROM biometric.fetch_application WHERE provider = 'whoop'"))
                        .isBetween(20L, 32L));
        assertThat(journal.fetched(connection, "recovery")).isEmpty();

        goOn();

        awaitNight(connection);
    }

    @Test
    void aDeletedObjectIsNeverReadAgain() {
        String connection = Persons.connect(whoop, "person-52");
        newNight("person-52");
        awaitNight(connection);
        String id = journal.nights(connection).getFirst().id();
        long before = requestsOf("person-52");

        whoop.people().deleteNight("person-52", SimulatedProviders.yesterday());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.number(
                                "SELECT count(*) FROM biometric.fetched_object WHERE connection_id = $1 AND object_id = $2"
                                        + " AND deleted_at IS NOT NULL",
                                connection,
                                id))
                        .isEqualTo(2));
        String late = send(whoopNotice(userOf(connection), "sleep.updated", id));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stateOf(late)).isEqualTo("dropped"));
        assertThat(requestsOf("person-52")).isEqualTo(before);
        assertThat(journal.waiting(connection)).isZero();
    }

    /** Another replica settled the notice of the deletion between the look at the tombstone and the making of the task. */
    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "An object that was deleted while its notice was being stored was read once a second for ever",
            now = "Its task ends with the first read, and its notices are dropped")
    void aTaskOfADeletedObjectThatCanStillBeReadEnds() {
        String connection = Persons.connect(whoop, "person-69");
        budget.pause(Provider.WHOOP, Duration.ofHours(1)).await().atMost(PATIENCE);
        newNight("person-69");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.waiting(connection)).isGreaterThanOrEqualTo(4));
        journal.execute(
                "INSERT INTO biometric.fetched_object (connection_id, object_type, object_id, deleted_at)"
                        + " SELECT connection_id, object_type, object_id, now() FROM biometric.fetch_task WHERE connection_id = $1",
                connection);

        goOn();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.waiting(connection)).isZero());
        assertThat(journal.fetched(connection, "sleep")).isEmpty();
        assertThat(journal.parked(connection)).isEmpty();
        assertThat(requestsOf("person-69"))
                .as("each object once: a sleep, and the two calls of its recovery")
                .isLessThanOrEqualTo(8);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "An object whose answer ended the process was read again after each start, with others beside it",
            now = "What was begun three times and never ended is read alone, and then parked as CRASHED")
    void anObjectThatEndsTheProcessIsReadAloneAndThenParked() {
        String connection = Persons.connect(whoop, "person-70");
        budget.pause(Provider.WHOOP, Duration.ofHours(1)).await().atMost(PATIENCE);
        newNight("person-70");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.waiting(connection)).isGreaterThanOrEqualTo(4));
        journal.execute(
                "UPDATE biometric.fetch_task SET claimant = 7, claimed_until = now() - interval '1 second',"
                        + " begun = CASE object_type WHEN 'sleep' THEN 4 ELSE 3 END WHERE connection_id = $1",
                connection);

        goOn();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(journal.waiting(connection)).isZero();
            assertThat(journal.parked(connection)).containsOnlyKeys("CRASHED");
            assertThat(journal.fetched(connection, "recovery")).hasSize(1);
        });
        assertThat(journal.fetched(connection, "sleep")).isEmpty();
    }

    @Test
    void thatAnObjectIsBegunIsWrittenBeforeItIsReadAndTakenBackAfterwards() {
        String connection = Persons.connect(whoop, "person-71");
        whoop.faults().set(Fault.always(Fault.Kind.HANG, SLEEPS));

        newNight("person-71");

        await().atMost(PATIENCE).until(() -> begun(connection) == 1);
        whoop.faults().clear();
        whoop.switches().hide(Duration.ofHours(1));
        await().atMost(PATIENCE).until(() -> begun(connection) == 0);
    }

    @Test
    void anObjectThatIsPutOffWithoutACallIsStillKnownToHaveEndedTheProcess() {
        String connection = Persons.connect(whoop, "person-76");
        budget.pause(Provider.WHOOP, Duration.ofHours(1)).await().atMost(PATIENCE);
        newNight("person-76");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.waiting(connection)).isGreaterThanOrEqualTo(4));
        awaitPutOff(connection);
        journal.execute("UPDATE biometric.fetch_task SET begun = 2, claimant = 7 WHERE connection_id = $1", connection);

        for (int times = 0; times < 2; times++) {
            journal.execute(
                    "UPDATE biometric.fetch_task SET due_at = now() - interval '1 second' WHERE connection_id = $1",
                    connection);
            awaitPutOff(connection);
            assertThat(tasks(connection, "begun <> 2")).isZero();
        }
    }

    private void awaitPutOff(String connection) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                tasks(connection, "due_at < now() + interval '30 minutes' OR claimed_until > now()"))
                        .isZero());
    }

    private long begun(String connection) {
        return journal.number(
                "SELECT coalesce(max(begun), 0)::bigint FROM biometric.fetch_task WHERE connection_id = $1",
                connection);
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "An object that was not found and failed in turn was read for ever: attempts started over each time",
            now = "Attempts for all reasons together have a limit")
    void anObjectThatFailsForSeveralReasonsInTurnIsGivenUp() {
        String connection = Persons.connect(whoop, "person-73");
        whoop.faults().set(new Fault(Fault.Kind.FAILED, SLEEPS, 1));
        send(whoopNotice(userOf(connection), "sleep.updated", UUID.randomUUID().toString()));
        await().atMost(PATIENCE).until(() -> tasks(connection, "tries > attempts AND reason = 'not_found'") > 0);

        // As after as many attempts as all reasons have together.
        journal.execute(
                "UPDATE biometric.fetch_task SET tries = 1000, attempts = 0, reason = 'failed', due_at = now() + interval '1 hour'"
                        + " WHERE connection_id = $1",
                connection);
        goOn();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.parked(connection)).containsEntry("OBJECT_NOT_FOUND", 1L));
        assertThat(requestsOf("person-73")).isLessThan(8);
    }

    private long tasks(String connection, String condition) {
        return journal.number(
                "SELECT count(*) FROM biometric.fetch_task WHERE connection_id = $1 AND (" + condition + ")",
                connection);
    }

    @Test
    void nothingIsReadOfAPersonWhoDisconnected() {
        String connection = Persons.connect(whoop, "person-53");
        budget.pause(Provider.WHOOP, Duration.ofHours(1)).await().atMost(PATIENCE);
        newNight("person-53");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.waiting(connection)).isGreaterThanOrEqualTo(4));

        given().delete("/api/v1/biometric/connections/" + connection).then().statusCode(200);
        goOn();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(journal.waiting(connection)).isZero();
            assertThat(journal.parked(connection)).containsOnlyKeys("REVOKED_CONNECTION");
        });
        assertThat(journal.fetched(connection, "sleep")).isEmpty();
        assertThat(whoop.requests()
                        .count(entry -> entry.path().startsWith(SLEEPS)
                                && entry.person().equals("person-53")))
                .isZero();
    }

    /** The object is in the journal, the person disconnects, and the link does not know of it yet. */
    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "A person who disconnected between the read of an object and its journalling was published once more",
            now = "The object waits until the disconnection is processed, and is parked by it")
    void anObjectThatWasReadJustBeforeTheDisconnectionIsNotPublished() {
        String connection = Persons.connect(whoop, "person-67");
        newNight("person-67");
        awaitNight(connection);
        Journal.Fetched sleep = journal.nights(connection).getFirst();
        Delivery another = Delivery.ofObject(
                Provider.WHOOP,
                Channel.WEBHOOK_FETCH,
                new About(userOf(connection), "sleep", sleep.id(), "another version"),
                Instant.now().toEpochMilli(),
                sleep.body().getBytes(StandardCharsets.UTF_8));
        journal.execute("UPDATE biometric.connection SET state = 'REVOKED' WHERE connection_id = $1", connection);

        objects.store(another).await().atMost(PATIENCE);

        String id = another.eventId().toString();
        await().during(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .until(() -> !stateOf(id).equals("published"));
        journal.execute(
                "UPDATE biometric.connection SET changed_at_ms = changed_at_ms + 1 WHERE connection_id = $1",
                connection);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stateOf(id)).isEqualTo("parked"));
        assertThat(journal.parked(connection)).containsKey("REVOKED_CONNECTION");
    }

    @Test
    void whatThePersonDidNotGrantIsParked() {
        String connection = Persons.connect(oura, "person-54");
        oura.lapse("person-54", true);

        send(ouraNotice(
                userOf(connection),
                "sleep",
                oura.objects()
                        .list("person-54", "sleep", Instant.now())
                        .getFirst()
                        .document()
                        .id(),
                "update"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.parked(connection)).containsEntry("OBJECT_DENIED", 1L));
    }

    @Test
    void aProviderThatFailsIsAskedAgain() {
        String connection = Persons.connect(whoop, "person-61");
        whoop.faults().set(new Fault(Fault.Kind.FAILED, SLEEPS, 3));

        newNight("person-61");

        awaitNight(connection);
        assertThat(whoop.requests().count(entry -> entry.person().equals("person-61") && entry.status() == 500))
                .isEqualTo(3);
    }

    @Test
    void aTokenThatIsRevokedInTheMiddleOfAFetchDegradesTheConnectionAndTheObjectsWaitForThePerson() {
        String connection = Persons.connect(whoop, "person-62");
        whoop.faults().set(new Fault(Fault.Kind.HANG, "/developer/v2/cycle/", 1));
        newNight("person-62");
        await().atMost(PATIENCE)
                .until(() -> whoop.requests()
                                .count(entry -> entry.person().equals("person-62")
                                        && entry.path().startsWith(SLEEPS)
                                        && entry.status() == 200)
                        >= 2);
        long before = tokenRequests();

        whoop.oauth().grants().revoke("person-62");

        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/v1/biometric/connections/" + connection)
                        .then()
                        .body("state", is("DEGRADED"))
                        .body("reason", is("refresh_refused")));
        assertThat(tokenRequests() - before).as("one refresh, and no storm").isEqualTo(1);
        assertThat(journal.fetched(connection, "recovery")).isEmpty();
        assertThat(journal.parked(connection)).isEmpty();

        Persons.connect(whoop, "person-62");

        awaitNight(connection);
    }

    @Test
    void aProviderWhoseClockIsAheadIsReadAndOneFarAheadIsRefused() {
        String connection = Persons.connect(whoop, "person-63");
        SimulatedProviders.ahead(Duration.ofMinutes(4));

        newNight("person-63");

        awaitNight(connection);
        String user = userOf(connection);
        Webhook farAhead = new Whoop()
                .signed(
                        "{\"user_id\":%s,\"id\":\"%s\",\"type\":\"sleep.updated\",\"trace_id\":\"%s\"}"
                                .formatted(user, UUID.randomUUID(), UUID.randomUUID())
                                .getBytes(StandardCharsets.UTF_8),
                        new Seal(Instant.now().plus(Duration.ofMinutes(6)), FakeSecrets.WHOOP));
        given().headers(farAhead.headers())
                .body(farAhead.body())
                .post(farAhead.path())
                .then()
                .statusCode(401);
    }

    private long tokenRequests() {
        return whoop.requests().count("/oauth/oauth2/token");
    }

    private void newNight(String person) {
        whoop.people().newNight(person, SimulatedProviders.yesterday(), Change.none());
    }

    /** Sleep and recovery are in the journal, and no notice waits. */
    private void awaitNight(String connection) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(journal.nights(connection)).hasSize(1);
            assertThat(journal.fetched(connection, "recovery")).hasSize(1);
            assertThat(journal.waiting(connection)).isZero();
        });
    }

    /** Ends the pause of the application and the waiting of its tasks. */
    private void goOn() {
        journal.execute("UPDATE biometric.fetch_application SET paused_until = '-infinity'");
        journal.execute("UPDATE biometric.fetch_task SET due_at = now()");
    }

    private long requestsOf(String person) {
        return whoop.requests().count(entry -> entry.person().equals(person));
    }

    private String userOf(String connection) {
        return pool.preparedQuery("SELECT provider_user_id FROM biometric.connection WHERE connection_id = $1")
                .executeAndAwait(io.vertx.mutiny.sqlclient.Tuple.of(connection))
                .iterator()
                .next()
                .getString(0);
    }

    private static String stateOf(String delivery) {
        return given().get("/api/v1/biometric/deliveries/" + delivery)
                .jsonPath()
                .getString("state");
    }

    private static Webhook ouraNotice(String user, String type, String id, String event) {
        String body =
                "{\"event_type\":\"%s\",\"data_type\":\"%s\",\"object_id\":\"%s\",\"event_time\":\"%s\",\"user_id\":\"%s\"}"
                        .formatted(event, type, id, Instant.now(), user);
        return new Oura().signed(body.getBytes(StandardCharsets.UTF_8), new Seal(Instant.now(), FakeSecrets.OURA));
    }

    private static Webhook whoopNotice(String user, String type, String id) {
        String body = "{\"user_id\":%s,\"id\":\"%s\",\"type\":\"%s\",\"trace_id\":\"%s\"}"
                .formatted(user, id, type, UUID.randomUUID());
        return new Whoop().signed(body.getBytes(StandardCharsets.UTF_8), new Seal(Instant.now(), FakeSecrets.WHOOP));
    }

    /** Sends it as the provider would and answers the id of the delivery. */
    private static String send(Webhook webhook) {
        return given().headers(webhook.headers())
                .body(webhook.body())
                .post(webhook.path())
                .then()
                .statusCode(202)
                .extract()
                .path("event_id");
    }
}
