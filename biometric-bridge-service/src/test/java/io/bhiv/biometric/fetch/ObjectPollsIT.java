package io.bhiv.biometric.fetch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.connection.Applications;
import io.bhiv.biometric.fetch.Journal.Fetched;
import io.bhiv.biometric.fetch.ObjectFetch.FetchedObjects;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.retention.Retention;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.biometric.Provider;
import io.bhiv.play.document.Document;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.simulator.control.ProviderSimulator;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.state.Fault;
import io.bhiv.simulator.state.ObjectStore;
import io.bhiv.simulator.state.StoredObject;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read without a notice. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = SimulatedProviders.class, restrictToAnnotatedClass = true)
class ObjectPollsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<Provider> PROVIDERS = List.of(Provider.OURA, Provider.WHOOP);

    @Inject
    Pool pool;

    @Inject
    Polls rows;

    @Inject
    ObjectPolls polls;

    @Inject
    Applications applications;

    @Inject
    ProviderApis apis;

    @Inject
    ProviderCalls calls;

    @Inject
    FetchesUnderWay underWay;

    @Inject
    FetchedObjects fetched;

    @Inject
    PollsConfig config;

    @Inject
    ObjectsConfig objects;

    @Inject
    ByteBudget budget;

    @Inject
    Retention retention;

    @Inject
    MeterRegistry meters;

    private Journal journal;

    @BeforeEach
    void journal() {
        journal = new Journal(pool);
        goOn();
    }

    @AfterEach
    void asItWas() {
        PROVIDERS.stream().map(ObjectPollsIT::simulator).forEach(one -> {
            one.faults().clear();
            one.switches().silence(false);
        });
        goOn();
    }

    private void goOn() {
        journal.execute("UPDATE biometric.fetch_application SET paused_until = '-infinity'");
        journal.execute("DELETE FROM biometric.fetch_usage");
    }

    @Test
    void thePastOfANewConnectionIsReadAndMarked() {
        for (Provider provider : PROVIDERS) {
            String connection = connected(provider, "person-55");

            pollAll(provider);

            for (String type : types(provider)) {
                assertThat(ids(connection, type))
                        .as("%s %s", provider, type)
                        .isNotEmpty()
                        .containsExactlyInAnyOrderElementsOf(shown(provider, "person-55", type));
                assertThat(journal.fetched(connection, type))
                        .allSatisfy(one -> assertThat(one.channel()).isEqualTo("BACKFILL"));
            }
        }
    }

    @Test
    void aPollClosesTheGapThatLostNoticesLeft() {
        for (Provider provider : PROVIDERS) {
            String connection = connected(provider, "person-56");
            pollAll(provider);
            ProviderSimulator simulator = simulator(provider);
            simulator.switches().silence(true);
            simulator.people().newNight("person-56", SimulatedProviders.yesterday(), Change.none());

            pollAgain(provider, connection);

            assertThat(ids(connection, "sleep"))
                    .containsExactlyInAnyOrderElementsOf(shown(provider, "person-56", "sleep"));
            assertThat(journal.fetched(connection, "sleep").getLast().channel()).isEqualTo("POLL");
            int before = journal.fetched(connection, "sleep").size();
            pollAgain(provider, connection);
            assertThat(journal.fetched(connection, "sleep")).hasSize(before);
        }
    }

    /** Of some types Oura states no version. */
    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "A change whose notice was lost never came where the provider states no version of its objects",
            now = "Polls hand over what has no version, and the journal keeps what is new")
    void aPollClosesTheGapOfATypeWithoutVersions() {
        Provider provider = Provider.OURA;
        String type = "daily_resilience";
        String connection = connected(provider, "person-40");
        pollAll(provider);
        List<Fetched> before = journal.fetched(connection, type);
        assertThat(before).isNotEmpty();
        double polled = polled(type);
        change(provider, "person-40", type);

        pollAgain(provider, connection);

        List<Fetched> after = journal.fetched(connection, type);
        assertThat(after).hasSize(before.size() + 1);
        assertThat(after.getLast().channel()).isEqualTo("POLL");
        assertThat(after.getLast().body()).contains("exceptional");
        pollAgain(provider, connection);
        assertThat(journal.fetched(connection, type)).hasSameSizeAs(after);
        assertThat(polled(type)).as("objects that closed a gap").isEqualTo(polled + 1);
    }

    private double polled(String type) {
        Counter counter = meters.find("bridge.fetch.polled")
                .tags("type", type, "past", "false")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** The latest object of a type, without a notice. */
    private static void change(Provider provider, String person, String type) {
        ObjectStore objects = simulator(provider).objects();
        Document document = objects.list(person, type, Instant.now()).getLast().document();
        ObjectNode body = document.body().deepCopy().put("level", "exceptional");
        Document changed = new Document(type, document.id(), document.day(), document.start(), body);
        objects.put(new StoredObject(person, changed, Instant.EPOCH, null));
    }

    @Test
    void samplesWithoutNoticesAreReadByDayAndAgainWhereSomeWereAdded() {
        Provider provider = Provider.OURA;
        String connection = connected(provider, "person-65");
        pollAll(provider);
        List<Fetched> before = journal.fetched(connection, "heartrate");
        assertThat(before).isNotEmpty().allSatisfy(day -> assertThat(day.id()).matches("\\d{4}-\\d\\d-\\d\\d"));
        assertThat(before).extracting(Fetched::id).doesNotHaveDuplicates();

        simulator(provider).people().newNight("person-65", SimulatedProviders.yesterday(), Change.none());
        pollAgain(provider, connection);

        List<Fetched> after = journal.fetched(connection, "heartrate");
        assertThat(after).hasSizeGreaterThan(before.size());
        assertThat(after.getLast().channel()).isEqualTo("POLL");
        pollAgain(provider, connection);
        assertThat(journal.fetched(connection, "heartrate")).hasSameSizeAs(after);
    }

    @Test
    void typesWithoutNoticesAreNeverSilent() {
        String connection = connected(Provider.WHOOP, "person-66");
        pollAll(Provider.WHOOP);
        journal.execute(
                "UPDATE biometric.fetch_poll SET heard_at = now() - interval '40 hours', due_at = now()"
                        + " WHERE connection_id = $1",
                connection);

        pollAll(Provider.WHOOP);

        assertThat(hoursToNextPoll(connection, "cycle")).isBetween(20L, 24L);
        assertThat(hoursToNextPoll(connection, "sleep")).isBetween(0L, 1L);
    }

    @Test
    void aTypeIsNotSilentWhereAnotherOfItsConnectionIsHeard() {
        String connection = connected(Provider.WHOOP, "person-68");
        pollAll(Provider.WHOOP);
        journal.execute(
                "UPDATE biometric.fetch_poll SET due_at = now(), heard_at = now() - CASE object_type"
                        + " WHEN 'workout' THEN interval '40 hours' ELSE interval '1 hour' END WHERE connection_id = $1",
                connection);

        pollAll(Provider.WHOOP);

        assertThat(hoursToNextPoll(connection, "workout")).isBetween(20L, 24L);
        assertThat(hoursToNextPoll(connection, "sleep")).isBetween(20L, 24L);
    }

    @Test
    void aPollThatEndsTheProcessIsReadAloneAndThenOnceADay() {
        String connection = connected(Provider.WHOOP, "person-72");
        journal.execute(
                "UPDATE biometric.fetch_poll SET claimant = 7, claimed_until = now() - interval '1 second',"
                        + " begun = CASE object_type WHEN 'sleep' THEN 4 ELSE 3 END WHERE connection_id = $1",
                connection);

        Step step = Step.MORE;
        while (step == Step.MORE) {
            step = polls.suspect().await().atMost(PATIENCE);
        }

        // The loop of the service may have taken one of them.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(journal.fetched(connection, "workout")).isNotEmpty());
        assertThat(journal.fetched(connection, "sleep")).isEmpty();
        assertThat(hoursToNextPoll(connection, "sleep")).isEqualTo(24);

        journal.execute(
                "UPDATE biometric.fetch_poll SET claimant = 7, claimed_until = now() - interval '1 second', begun = 4"
                        + " WHERE connection_id = $1 AND object_type = 'sleep'",
                connection);
        var _ = polls.suspect().await().atMost(PATIENCE);

        assertThat(hoursToNextPoll(connection, "sleep")).as("ever more rarely").isEqualTo(48);
    }

    @Test
    void aPollThatFindsNoMemoryIsReadLessAndLessOften() {
        String connection = connected(Provider.WHOOP, "person-31");
        journal.execute(
                "UPDATE biometric.fetch_poll SET due_at = now() - interval '10 days', attempts = 3"
                        + " WHERE connection_id = $1 AND object_type = 'cycle'",
                connection);
        ByteBudget.Room hog = budget.room();
        try {
            hold(hog);
            assertThat(polls.turn(Provider.WHOOP).await().atMost(PATIENCE)).isEqualTo(Step.MORE);
        } finally {
            hog.release();
        }

        assertThat(journal.number(
                        "SELECT count(*) FROM biometric.fetch_poll WHERE connection_id = $1 AND object_type = 'cycle'"
                                + " AND reason = 'no_room' AND attempts = 4 AND due_at > now() + interval '5 minutes'",
                        connection))
                .isEqualTo(1);
    }

    /** All that large bodies may take. */
    private static void hold(ByteBudget.Room hog) {
        for (long part = 1 << 20; part >= 64 << 10; part /= 2) {
            while (hog.tryHold(part)) {
                assertThat(hog.bytes()).isPositive();
            }
        }
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "What a poll had read of a connection that was degraded at that moment was taken for stored, and never read again",
            now = "The poll is put off, and reads it when the person has connected again")
    void whatAPollFoundOfAConnectionThatIsDegradedMeanwhileIsReadAgain() {
        Provider provider = Provider.WHOOP;
        String connection = connected(provider, "person-30");
        String days =
                "SELECT count(*) FROM biometric.fetch_poll WHERE connection_id = $1 AND backfill_until < backfill_from";
        ObjectPolls degraded = new ObjectPolls(
                applications,
                apis,
                new DegradedMeanwhile(pool, config, objects, connection),
                calls,
                underWay,
                fetched,
                config,
                budget,
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
        journal.execute("DELETE FROM biometric.fetch_usage");
        journal.execute(
                "UPDATE biometric.fetch_poll SET due_at = now() - interval '10 days' WHERE connection_id = $1",
                connection);

        assertThat(degraded.turn(provider).await().atMost(PATIENCE)).isEqualTo(Step.MORE);

        assertThat(journal.number(days, connection)).isZero();
        assertThat(journal.number(
                        "SELECT count(*) FROM biometric.fetch_poll WHERE connection_id = $1 AND reason = 'ended'",
                        connection))
                .isEqualTo(1);
        journal.execute("UPDATE biometric.connection SET state = 'ACTIVE' WHERE connection_id = $1", connection);
        pollAgain(provider, connection);
        for (String type : types(provider)) {
            assertThat(ids(connection, type)).containsExactlyInAnyOrderElementsOf(shown(provider, "person-30", type));
        }
    }

    /** Between the answer and what is done with it. */
    private static final class DegradedMeanwhile extends Polls {

        private final Pool pool;
        private final String connection;

        private DegradedMeanwhile(Pool pool, PollsConfig config, ObjectsConfig objects, String connection) {
            super(pool, config, objects);
            this.pool = pool;
            this.connection = connection;
        }

        @Override
        Uni<Optional<Set<String>>> missing(Poll poll, List<Item> items) {
            return pool.preparedQuery("UPDATE biometric.connection SET state = 'DEGRADED' WHERE connection_id = $1")
                    .execute(Tuple.of(connection))
                    .chain(() -> super.missing(poll, items));
        }
    }

    @Test
    void aPollThatIsPutOffWithoutACallIsStillKnownToHaveEndedTheProcess() {
        String connection = connected(Provider.WHOOP, "person-75");
        journal.execute(
                "UPDATE biometric.fetch_application SET paused_until = now() + interval '1 hour' WHERE provider = 'whoop'");
        journal.execute(
                "UPDATE biometric.fetch_poll SET begun = 2, claimant = 7, due_at = now() - interval '1 day' WHERE connection_id = $1",
                connection);

        pollAll(Provider.WHOOP);

        assertThat(journal.number(
                        "SELECT count(*) FROM biometric.fetch_poll WHERE connection_id = $1 AND begun = 2 AND reason = 'budget'",
                        connection))
                .isEqualTo(types(Provider.WHOOP).size());
    }

    /** Such as one that gets a call of the minute's quota now and then, beside other replicas. */
    @Test
    void aPollThatTakesTooLongIsGivenBackBeforeItsTurnIsCutOff() {
        String connection = connected(Provider.WHOOP, "person-77");
        journal.execute(
                "UPDATE biometric.fetch_poll SET due_at = now() - interval '10 days' WHERE connection_id = $1 AND object_type = 'cycle'",
                connection);
        journal.execute("INSERT INTO biometric.fetch_usage (provider, window_s, slot, calls)"
                + " SELECT 'whoop', 60, extract(epoch FROM now())::bigint + 1000000, 1000000");

        assertThat(polls.turn(Provider.WHOOP).await().atMost(PATIENCE)).isEqualTo(Step.MORE);

        assertThat(journal.number(
                        "SELECT count(*) FROM biometric.fetch_poll WHERE connection_id = $1 AND object_type = 'cycle'"
                                + " AND reason = 'too_slow' AND begun = 0 AND attempts = 1 AND claimed_until = '-infinity' AND due_at > now()",
                        connection))
                .isEqualTo(1);
    }

    /** In one piece it may take longer than a turn may, and would begin again for ever. */
    @Test
    void aPollAfterALongTimeIsReadInPieces() {
        Provider provider = Provider.WHOOP;
        String connection = connected(provider, "person-74");
        pollAll(provider);
        simulator(provider).switches().silence(true);
        simulator(provider).people().newNight("person-74", SimulatedProviders.yesterday(), Change.none());
        journal.execute(
                "UPDATE biometric.fetch_poll SET polled_at = now() - interval '60 days' WHERE connection_id = $1",
                connection);

        pollAgain(provider, connection);

        assertThat(journal.number(
                        "SELECT min((now() AT TIME ZONE 'UTC')::date - backfill_from)::bigint FROM biometric.fetch_poll WHERE connection_id = $1",
                        connection))
                .isEqualTo(63);
        assertThat(journal.fetched(connection, "sleep").getLast().channel())
                .as("the last days are no past")
                .isEqualTo("POLL");
        assertThat(hoursToNextPoll(connection, "sleep")).isBetween(20L, 24L);
    }

    private long hoursToNextPoll(String connection, String type) {
        return journal.number(
                "SELECT round(extract(epoch FROM due_at - now()) / 3600)::bigint FROM biometric.fetch_poll"
                        + " WHERE connection_id = $1 AND object_type = $2",
                connection,
                type);
    }

    @Test
    void pagesThatMoveWhileTheyAreReadLoseAndRepeatNothing() {
        Provider provider = Provider.WHOOP;
        simulator(provider).faults().set(Fault.always(Fault.Kind.SHIFTED_PAGES, "/developer/v2/"));
        String connection = connected(provider, "person-57");

        pollAll(provider);

        for (String type : types(provider)) {
            assertThat(ids(connection, type)).containsExactlyInAnyOrderElementsOf(shown(provider, "person-57", type));
        }
    }

    @Test
    void silenceMakesPollsMoreFrequentUntilThePersonIsInactive() {
        Provider provider = Provider.OURA;
        String connection = connected(provider, "person-58");
        pollAll(provider);

        assertThat(hoursToNextPollAfterSilenceOf(connection, "1 hour")).isBetween(20L, 24L);
        assertThat(hoursToNextPollAfterSilenceOf(connection, "40 hours")).isBetween(0L, 1L);
        assertThat(hoursToNextPollAfterSilenceOf(connection, "30 hours"))
                .as("when it will have been silent for 36 hours, not a day later")
                .isBetween(4L, 6L);
        assertThat(hoursToNextPollAfterSilenceOf(connection, "35 hours 50 minutes"))
                .isBetween(0L, 1L);
        assertThat(hoursToNextPollAfterSilenceOf(connection, "20 days")).isBetween(20L, 24L);
    }

    @Test
    void nothingIsPolledOfAPersonWhoDisconnected() {
        String connection = connected(Provider.WHOOP, "person-59");
        journal.execute("UPDATE biometric.connection SET state = 'REVOKED' WHERE connection_id = $1", connection);

        pollAll(Provider.WHOOP);

        assertThat(journal.fetched(connection, "sleep")).isEmpty();
    }

    @Test
    void anAccountOfAnotherPersonBringsThemNothingOfTheTimeBefore() {
        Provider provider = Provider.WHOOP;
        ProviderSimulator simulator = simulator(provider);
        String connection = connected(provider, "person-60");
        pollAll(provider);
        int before = journal.fetched(connection, "sleep").size();
        assertThat(before).isPositive();
        await().atMost(PATIENCE).until(() -> published(connection) > 0);
        String former = subject(connection);
        given().delete("/api/v1/biometric/connections/" + connection).then().statusCode(200);
        await().atMost(PATIENCE)
                .until(() -> journal.number(
                                "SELECT count(*) FROM biometric.connection c JOIN biometric.link l USING (connection_id)"
                                        + " WHERE c.connection_id = $1 AND c.tokens IS NULL AND l.state = 'REVOKED'",
                                connection)
                        == 1);
        Persons.connect(simulator, "person-60", "another")
                .then()
                .statusCode(409)
                .body(containsString("connected for somebody else before"));

        journal.execute("UPDATE biometric.link SET changed_at_ms = 1 WHERE connection_id = $1", connection);
        // What the rules remember of the person goes after what was published.
        await().atMost(PATIENCE).until(() -> {
            var _ = retention.turn().await().atMost(PATIENCE);
            return Persons.connect(simulator, "person-60", "another").statusCode() == 200;
        });
        assertThat(published(connection)).isZero();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(references(connection)).containsExactly("another"));
        rows.enrol(provider).await().atMost(PATIENCE);
        pollAll(provider);

        assertThat(subject(connection)).isNotEqualTo(former);
        assertThat(journal.fetched(connection, "sleep"))
                .as("the past is not read")
                .hasSize(before);
        simulator.people().newNight("person-60", SimulatedProviders.yesterday(), Change.none());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.number(
                                "SELECT count(*) FROM biometric.dropped d JOIN biometric.delivery USING (event_id, received_at)"
                                        + " JOIN biometric.connection c ON c.provider_user_id = about_user"
                                        + " WHERE c.connection_id = $1 AND d.rule = 'not_connected'",
                                connection))
                        .as("a night of before, of which a notice came")
                        .isPositive());
        assertThat(published(connection)).isZero();

        journal.execute(
                "UPDATE biometric.connection SET taken_over_at = now() - interval '5 days' WHERE connection_id = $1",
                connection);
        simulator.people().correctNight("person-60", SimulatedProviders.yesterday(), Change.rmssd(33));
        await("their own").atMost(PATIENCE).until(() -> published(connection) > 0);
        assertThat(references(connection)).containsExactly("another");
    }

    private long published(String connection) {
        return journal.number("SELECT count(*) FROM biometric.emitted_resource WHERE connection_id = $1", connection);
    }

    private String subject(String connection) {
        return texts("SELECT subject_id FROM biometric.link WHERE connection_id = $1", connection)
                .getFirst();
    }

    private List<String> references(String connection) {
        return texts("SELECT reference_id FROM biometric.link WHERE connection_id = $1", connection);
    }

    private List<String> texts(String statement, String connection) {
        return pool.preparedQuery(statement).executeAndAwait(Tuple.of(connection)).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private long hoursToNextPollAfterSilenceOf(String connection, String silence) {
        journal.execute(
                "UPDATE biometric.fetch_poll SET heard_at = now() - $2::text::interval WHERE connection_id = $1",
                connection,
                silence);
        pollAgain(Provider.OURA, connection);
        return journal.number(
                "SELECT round(extract(epoch FROM min(due_at) - now()) / 3600)::bigint FROM biometric.fetch_poll"
                        + " WHERE connection_id = $1",
                connection);
    }

    private String connected(Provider provider, String person) {
        String connection = Persons.connect(simulator(provider), person);
        rows.enrol(provider).await().atMost(PATIENCE);
        return connection;
    }

    private static ProviderSimulator simulator(Provider provider) {
        return provider == Provider.OURA ? SimulatedProviders.oura() : SimulatedProviders.whoop();
    }

    /** By the names of the simulator's collections, which are those of the notices. */
    private static List<String> types(Provider provider) {
        return provider == Provider.OURA
                ? List.of("sleep", "daily_sleep", "daily_readiness", "daily_activity", "workout")
                : List.of("sleep", "recovery", "workout", "cycle");
    }

    private void pollAgain(Provider provider, String connection) {
        journal.execute("UPDATE biometric.fetch_poll SET due_at = now() WHERE connection_id = $1", connection);
        pollAll(provider);
    }

    private void pollAll(Provider provider) {
        journal.execute("DELETE FROM biometric.fetch_usage");
        Step step = Step.MORE;
        while (step == Step.MORE) {
            step = polls.turn(provider).await().atMost(PATIENCE);
        }
    }

    private List<String> ids(String connection, String type) {
        return journal.fetched(connection, type).stream().map(Fetched::id).toList();
    }

    private List<String> shown(Provider provider, String person, String type) {
        return simulator(provider).objects().list(person, type, Instant.now()).stream()
                .map(shown -> shown.document().id())
                .toList();
    }
}
