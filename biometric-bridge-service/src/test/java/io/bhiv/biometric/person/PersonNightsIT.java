package io.bhiv.biometric.person;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.biometric.normalise.NormaliseConfig;
import io.bhiv.biometric.publish.TriggerOutbox;
import io.bhiv.biometric.retention.Retention;
import io.bhiv.biometric.trigger.ArrivalText;
import io.bhiv.biometric.trigger.NightArrival;
import io.bhiv.biometric.trigger.TriggerConfig;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.trigger.PersonState;
import io.bhiv.trigger.night.Arrival;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop that evaluates nights, against PostgreSQL and Kafka; the service itself is in mode {@code fixed}, so only the tests run it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class PersonNightsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int HISTORY = 40;
    private static final int NEWER = PersonState.FORMAT + 1;

    @Inject
    Pool pool;

    @Inject
    TriggerOutbox outbox;

    @Inject
    NormaliseConfig normalise;

    @Inject
    Retention retention;

    @Inject
    MeterRegistry meters;

    private final String person = "sub_" + UUID.randomUUID();
    private final String connection = "con_" + UUID.randomUUID();

    private record Settings(Mode mode, Hrv hrv, People people) implements TriggerConfig {}

    private record Limits(double criticalBelow, double highBelow, int maxAgeDays) implements TriggerConfig.Hrv {}

    private record Rhythm(Duration interval, int atOnce, Duration retryPause) implements TriggerConfig.People {}

    private PersonNights replica() {
        return replica(Mode.HYBRID, 50);
    }

    private PersonNights replica(Mode mode, int atOnce) {
        return replica(mode, atOnce, new SimpleMeterRegistry());
    }

    private PersonNights replica(Mode mode, int atOnce, MeterRegistry meters) {
        return replica(mode, new Limits(25, 40, 3), atOnce, meters);
    }

    private PersonNights replica(Mode mode, Limits limits, int atOnce, MeterRegistry meters) {
        return new PersonNights(
                pool,
                new Settings(mode, limits, new Rhythm(Duration.ofSeconds(1), atOnce, Duration.ofMinutes(5))),
                normalise,
                outbox,
                meters);
    }

    @BeforeEach
    void nobodyElse() {
        EmptyTables.of(
                "biometric.person_arrival, biometric.person, biometric.trigger_outbox, biometric.suppressed_firing");
        link(person, connection, "ACTIVE");
    }

    @Test
    void aNightFarBelowThePersonsOwnFiresWithItsNumbers() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));

        drain(replica());
        publish();

        List<JsonNode> published = published(person);
        assertThat(published).singleElement().satisfies(trigger -> {
            assertThat(trigger.path("rule").asText()).isEqualTo("HRV_ACUTE");
            assertThat(trigger.path("severity").asText()).isEqualTo("MODERATE");
            assertThat(trigger.path("recommendation").asText()).isEqualTo("breathing_exercise");
            assertThat(trigger.path("disclaimer").asText()).isEqualTo("wellness_information_not_medical_advice");
            assertThat(trigger.at("/personal/night").asText()).isEqualTo(today().toString());
            assertThat(trigger.at("/personal/status").asText()).isEqualTo("OPEN");
            assertThat(trigger.at("/evidence/value").asDouble()).isEqualTo(33);
            assertThat(trigger.at("/evidence/baseline/usual").asDouble()).isBetween(58.0, 62.0);
            assertThat(trigger.path("explanation").asText()).contains("33 ms", "times your usual");
        });
    }

    @Test
    void fixedLimitsHoldUntilThePersonIsKnownAndNoLonger() throws IOException {
        arrive(List.of(overdue(rmssd(today().minusDays(1), 45)), overdue(rmssd(today(), 22))));
        drain(replica());
        publish();
        assertThat(published(person)).singleElement().satisfies(trigger -> {
            assertThat(trigger.path("rule").asText()).isEqualTo("FIXED_RMSSD");
            assertThat(trigger.path("severity").asText()).isEqualTo("CRITICAL");
        });

        String known = "sub_" + UUID.randomUUID();
        link(known, connection, "ACTIVE");
        arrive(known, connection, history(30, false));
        arrive(known, connection, List.of(rmssd(today(), 30)));
        drain(replica());
        publish();
        assertThat(published(known)).as("30 ms is usual for this person").isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "Where triggers know the person, the fixed limits were 25 and 40 ms whatever was configured",
            now = "They are those of bridge.biometric.trigger.hrv in every mode")
    void fixedLimitsAreTheConfiguredOnes() throws IOException {
        PersonNights strict = replica(Mode.HYBRID, new Limits(20, 30, 3), 50, new SimpleMeterRegistry());
        String lower = "sub_" + UUID.randomUUID();
        link(lower, connection, "ACTIVE");
        arrive(List.of(overdue(rmssd(today(), 35))));
        arrive(lower, connection, List.of(overdue(rmssd(today(), 22))));

        drain(strict);
        publish();

        assertThat(published(person)).isEmpty();
        assertThat(published(lower)).singleElement().satisfies(trigger -> {
            assertThat(trigger.path("severity").asText()).isEqualTo("HIGH");
            assertThat(trigger.at("/evidence/threshold").asDouble()).isEqualTo(30);
        });
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault =
                    "Where triggers know the person, two versions of a night that waited together were taken in the order of their places in a"
                            + " table: an older one without a value took out the newer one's, or a value that was withdrawn stood and fired",
            now = "What counts is when each reached us, within a turn and over turns")
    void versionsOfANightCountByTheirReceiptWhateverTheirPlaces() {
        Instant first = Instant.now().minusSeconds(60);
        arrive(history(60, false));
        drain(replica());
        arrive(List.of(withOrigin(rmssd(today(), 33), 7)));
        arrive(List.of(new Withdrawal(7, first)));
        drain(replica());
        assertThat(waitingTriggers()).as("the complete night came last").hasSize(1);

        String other = "sub_" + UUID.randomUUID();
        link(other, connection, "ACTIVE");
        arrive(other, connection, history(60, false));
        arrive(other, connection, List.of(new Withdrawal(7, Instant.now())));
        drain(replica());
        arrive(other, connection, List.of(withOrigin(received(rmssd(today(), 33), first), 7)));
        drain(replica());
        assertThat(waitingTriggers()).as("its withdrawal came last").hasSize(1);
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "While more arrived than a turn may evaluate, people whose ids are high waited for the end of it, however long their nights were due",
            now =
                    "A turn takes about as many people whose nights close, the longest due first, as people of whom something arrived")
    void aNightThatIsDueIsNotHeldUpByWhatArrivesOfOthers() {
        String due = "sub_z" + UUID.randomUUID();
        link(due, connection, "ACTIVE");
        arrive(due, connection, List.of(received(rmssd(today(), 20), Instant.now())));
        drain(replica());
        pool.preparedQuery("UPDATE biometric.person SET due_at = now() WHERE subject_id = $1")
                .executeAndAwait(Tuple.of(due));
        for (int i = 0; i < 6; i++) {
            String busy = "sub_" + i;
            link(busy, connection, "ACTIVE");
            arrive(busy, connection, List.of(rmssd(today(), 60)));
        }

        assertThat(replica(Mode.HYBRID, 2).turn().await().atMost(PATIENCE)).isEqualTo(2);

        assertThat(all("SELECT FROM biometric.person WHERE subject_id = '" + due + "' AND due_at > now()"))
                .as("its night is not over by the engine's count, and was looked at")
                .hasSize(1);
        assertThat(arrivals()).isEqualTo(5);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Triggers of nights that waited for Kafka, or for their mode to come back, were published however late: \"last night\" days ago",
            now = "What waited more than three days is dropped, and counted by bridge_triggers_outdated_total")
    void triggersThatWaitedTooLongAreDropped() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        pool.query("UPDATE biometric.trigger_outbox SET fired_at = now() - interval '73 hours'")
                .executeAndAwait();
        double before = outdated();

        publish();

        assertThat(waitingTriggers()).isEmpty();
        assertThat(published(person)).isEmpty();
        assertThat(outdated()).isEqualTo(before + 1);

        String other = "sub_" + UUID.randomUUID();
        link(other, connection, "ACTIVE");
        arrive(other, connection, history(60, false));
        arrive(other, connection, List.of(rmssd(today(), 33)));
        drain(replica());
        pool.query("UPDATE biometric.trigger_outbox SET fired_at = now() - interval '71 hours'")
                .executeAndAwait();
        publish();
        assertThat(published(other)).hasSize(1);
        assertThat(outdated()).isEqualTo(before + 1);
    }

    private double outdated() {
        return meters.counter("bridge.triggers.outdated").count();
    }

    @Test
    void theSameNightAgainLateOrCorrectedFiresNothingMore() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        arrive(List.of(rmssd(today(), 33)));
        arrive(List.of(rmssd(today(), 34)));
        arrive(List.of(rmssd(today().minusDays(20), 20)));
        drain(replica());
        publish();

        assertThat(published(person)).hasSize(1);
    }

    @Test
    void whatNoRuleIsGivenIsCountedByItsReason() {
        MeterRegistry meters = new SimpleMeterRegistry();
        arrive(List.of(rmssd(today(), 45), rmssd(today().plusDays(5), 45), rmssd(today(), 0)));

        drain(replica(Mode.HYBRID, 50, meters));

        assertThat(meters.get("bridge.people.arrivals.rejected")
                        .tag("reason", "future")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("bridge.people.arrivals.rejected")
                        .tag("reason", "no_measurement")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void severalUnusualMetricsOfOneNightAreOneCriticalTrigger() throws IOException {
        for (int ago = HISTORY; ago > 0; ago--) {
            arrive(night(today().minusDays(ago), 60 + ago % 5, 55 + ago % 2, 14, 33.5, 97));
        }
        arrive(night(today(), 32, 66, 18, 35, 91));
        drain(replica(Mode.PERSONAL, 50));
        publish();

        assertThat(published(person)).singleElement().satisfies(trigger -> {
            assertThat(trigger.path("rule").asText()).isEqualTo("MULTI_SIGNAL");
            assertThat(trigger.path("severity").asText()).isEqualTo("CRITICAL");
            assertThat(trigger.path("type").asText()).isEqualTo("URGENT_INTERVENTION");
            assertThat(trigger.path("recommendation").asText()).isEqualTo("rest_and_seek_advice_if_unwell");
            assertThat(trigger.at("/personal/contributing")).isNotEmpty();
            assertThat(trigger.at("/personal/also_unusual")).hasSizeGreaterThanOrEqualTo(3);
            assertThat(trigger.path("explanation").asText()).contains("Also unusual");
        });
    }

    @Test
    void aSecondNightEscalatesUnderAnIdOfItsOwn() throws IOException {
        arrive(history(60, false).subList(0, HISTORY - 1));
        arrive(List.of(rmssd(today().minusDays(1), 33)));
        drain(replica(Mode.PERSONAL, 50));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica(Mode.PERSONAL, 50));
        publish();

        assertThat(published(person))
                .extracting(
                        trigger -> trigger.path("severity").asText(),
                        trigger -> trigger.at("/personal/status").asText())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("MODERATE", "OPEN"),
                        org.assertj.core.groups.Tuple.tuple("HIGH", "ESCALATED"));
        assertThat(published(person))
                .extracting(trigger -> trigger.path("trigger_id").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void nightsOfThePastFeedTheBaselineAndFireNothing() throws IOException {
        List<Arrival> nights = new ArrayList<>(history(60, true));
        nights.add(backfilled(rmssd(today(), 20)));
        arrive(nights);
        drain(replica());
        publish();
        assertThat(published(person)).isEmpty();

        List<Arrival> old = new ArrayList<>(history(60, false).subList(0, HISTORY - 10));
        old.add(rmssd(today().minusDays(11), 20));
        String late = "sub_" + UUID.randomUUID();
        link(late, connection, "ACTIVE");
        arrive(late, connection, old);
        drain(replica());
        publish();
        assertThat(published(late)).as("older than may fire").isEmpty();
    }

    @Test
    void whatThePersonSaysLowersTheSeverity() throws IOException {
        arrive(history(60, false));
        arrive(List.of(new NightTag(Tag.ALCOHOL, today(), Instant.now()), rmssd(today(), 33)));
        drain(replica());
        publish();

        assertThat(published(person)).singleElement().satisfies(trigger -> {
            assertThat(trigger.path("severity").asText()).isEqualTo("INFO");
            assertThat(trigger.at("/personal/explained_by/0").asText()).isEqualTo("alcohol");
        });
    }

    @Test
    void aNightClosesByTimeAlthoughNothingArrives() throws IOException {
        arrive(List.of(received(
                rmssd(today(), 20), Instant.now().minus(Duration.ofHours(6)).plusSeconds(3))));
        PersonNights loop = replica();
        drain(loop);
        assertThat(dueAt()).isNotNull();
        assertThat(waitingTriggers()).isEmpty();

        await().atMost(PATIENCE).untilAsserted(() -> {
            loop.turn().await().atMost(PATIENCE);
            assertThat(waitingTriggers()).hasSize(1);
        });
    }

    @Test
    void replicasShareThePeopleAndEachFiresOnce() throws IOException {
        Set<String> people = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            String one = "sub_" + UUID.randomUUID();
            people.add(one);
            link(one, connection, "ACTIVE");
            arrive(one, connection, history(60, false));
            arrive(one, connection, List.of(rmssd(today(), 33)));
        }
        List<PersonNights> replicas =
                IntStream.range(0, 4).mapToObj(i -> replica(Mode.HYBRID, 20)).toList();

        while (arrivals() > 0) {
            Uni.join()
                    .all(replicas.stream().map(PersonNights::turn).toList())
                    .andFailFast()
                    .await()
                    .atMost(PATIENCE);
        }
        publish();

        List<String> fired = published(null).stream()
                .map(trigger -> trigger.path("subject_id").asText())
                .filter(people::contains)
                .toList();
        assertThat(fired).hasSize(people.size()).doesNotHaveDuplicates();
    }

    @Test
    void aProcessThatDiesBetweenStateAndKafkaLosesNothingAndKeepsTheId() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        List<UUID> stored = waitingTriggers();
        assertThat(stored).hasSize(1);

        // It dies after the record and before the row is deleted: another one sends it again.
        pool.query("CREATE TABLE biometric.kept AS SELECT * FROM biometric.trigger_outbox")
                .executeAndAwait();
        publish();
        pool.query("INSERT INTO biometric.trigger_outbox SELECT * FROM biometric.kept; DROP TABLE biometric.kept")
                .executeAndAwait();
        publish();

        assertThat(published(person))
                .hasSize(2)
                .allSatisfy(trigger -> assertThat(trigger.path("trigger_id").asText())
                        .isEqualTo(stored.getFirst().toString()));
        assertThat(waitingTriggers()).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "One trigger of a severity that only a newer replica knew kept an older one from publishing any",
            now = "It is left to the newer replicas")
    void triggersOfASeverityOfANewerVersionAreLeftToItsReplicas() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        pool.query(
                        "INSERT INTO biometric.trigger_outbox (trigger_id, subject_id, tenant_id, rule, severity, fired_at, body)"
                                + " SELECT gen_random_uuid(), subject_id, tenant_id, rule, 'NEWER', fired_at, body FROM biometric.trigger_outbox")
                .executeAndAwait();

        publish();

        assertThat(published(person)).hasSize(1);
        assertThat(waitingTriggers()).hasSize(1);
    }

    @Test
    void nothingIsEvaluatedOrPublishedOfARevokedPerson() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        link(person, connection, "REVOKED");
        publish();
        assertThat(published(person)).isEmpty();
        assertThat(waitingTriggers()).isEmpty();

        List<Row> before = all("SELECT state FROM biometric.person");
        arrive(List.of(rmssd(today(), 5)));
        drain(replica());
        assertThat(arrivals()).isZero();
        assertThat(all("SELECT state FROM biometric.person").getFirst().getBuffer(0))
                .isEqualTo(before.getFirst().getBuffer(0));
    }

    /** Kafka is away, so that the change of the connection is not settled, and the link does not know of it. */
    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Triggers of a person who disconnected while Kafka was away were published when it came back",
            now = "The connection is asked beside its link, which follows later")
    void nothingIsEvaluatedOrPublishedOfAPersonWhoseLinkDoesNotKnowOfTheRevocationYet() throws IOException {
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        assertThat(waitingTriggers()).hasSize(1);
        pool.preparedQuery("""
                        INSERT INTO biometric.connection (connection_id, provider, provider_user_id, state, changed_at_ms,
                                                          noticed_at_ms, scopes_asked, scopes_granted)
                        VALUES ($1, 'oura', $1, 'REVOKED', 2, 2, '{}', '{}')
                        """).executeAndAwait(Tuple.of(connection));

        publish();
        assertThat(published(person)).isEmpty();
        assertThat(waitingTriggers()).isEmpty();

        arrive(List.of(rmssd(today(), 5)));
        drain(replica());
        assertThat(arrivals()).isZero();
        assertThat(waitingTriggers()).isEmpty();
    }

    @Test
    void whatAnEndedConnectionMeasuredIsNotEvaluatedBesideAnotherOne() throws IOException {
        String ended = "con_" + UUID.randomUUID();
        link(person, ended, "REVOKED");
        arrive(history(60, false));
        arrive(person, ended, List.of(rmssd(today(), 20)));
        drain(replica());

        assertThat(arrivals()).isZero();
        assertThat(waitingTriggers()).isEmpty();
    }

    /** The former person lives on by another connection. */
    @Test
    void whatWasMeasuredBeforeTheAccountBecameAnotherPersonsIsNotEvaluated() throws IOException {
        String taken = "con_" + UUID.randomUUID();
        link("sub_" + UUID.randomUUID(), taken, "ACTIVE");
        arrive(history(60, false));
        arrive(person, taken, List.of(rmssd(today(), 20)));
        drain(replica());

        assertThat(arrivals()).isZero();
        assertThat(waitingTriggers()).isEmpty();
    }

    @Test
    void aPersonOnWhomOurCodeFailsHoldsUpNobody() {
        String broken = "sub_0_" + UUID.randomUUID();
        link(broken, connection, "ACTIVE");
        pool.preparedQuery("INSERT INTO biometric.person (subject_id, state) VALUES ($1, '\\xff00')")
                .executeAndAwait(Tuple.of(broken));
        arrive(broken, connection, List.of(rmssd(today(), 33)));
        arrive(history(60, false));
        arrive(List.of(rmssd(today(), 33)));

        PersonNights loop = replica();
        drain(loop);
        assertThat(waitingTriggers()).hasSize(1);

        arrive(broken, connection, List.of(rmssd(today(), 34)));
        drain(loop);
        assertThat(all("SELECT kept FROM biometric.person WHERE retry_at > now() AND due_at = retry_at")
                        .getFirst()
                        .getString(0)
                        .lines())
                .as("kept for the next try")
                .hasSize(2);

        pool.query("UPDATE biometric.person SET state = '', retry_at = now(), due_at = now() WHERE kept <> ''")
                .executeAndAwait();
        drain(loop);
        assertThat(all("SELECT 1 FROM biometric.person WHERE kept <> ''")).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "What arrived of a person on whom our code failed for good was appended to one text without a limit",
            now = "The newest 64 KiB are kept, in whole lines, and the others are counted")
    void whatIsKeptOfAPersonOnWhomOurCodeFailsIsBounded() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PersonNights loop = replica(Mode.HYBRID, 50, meters);
        pool.preparedQuery("INSERT INTO biometric.person (subject_id, state) VALUES ($1, '\\xff00')")
                .executeAndAwait(Tuple.of(person));
        int nights = 1_500;
        for (int night = nights; night > 0; night--) {
            arrive(List.of(rmssd(today().minusDays(night), 60)));
        }

        drain(loop);

        String kept = all("SELECT kept FROM biometric.person").getFirst().getString(0);
        List<Arrival> read = ArrivalText.read(kept);
        assertThat(kept.length()).isBetween((64 << 10) - 200, 64 << 10);
        assertThat(read.getLast())
                .isInstanceOfSatisfying(
                        Observation.class, one -> assertThat(one.night()).isEqualTo(today().minusDays(1)));
        assertThat(meters.counter("bridge.people.arrivals.forgotten").count()).isEqualTo(nights - read.size());
    }

    @Test
    void whatFiredAndNotifiedNobodyIsListedWithItsReason() {
        arrive(List.of(overdue(rmssd(today().minusDays(1), 22)), overdue(rmssd(today(), 21))));
        drain(replica());

        assertThat(waitingTriggers()).hasSize(1);
        given().queryParam("subject", person)
                .get("/api/v1/biometric/triggers/suppressed")
                .then()
                .statusCode(200)
                .body("size()", is(1))
                .body("[0].subject_id", is(person))
                .body("[0].night", is(today().toString()))
                .body("[0].rule", is("FIXED_RMSSD"))
                .body("[0].severity", is("CRITICAL"))
                .body("[0].reason", is("episode_open"))
                .body("[0].opened_on", is(today().minusDays(1).toString()))
                .body("[0].explanation", containsString("21 ms"));
        given().queryParam("subject", person)
                .queryParam("reason", "budget")
                .get("/api/v1/biometric/triggers/suppressed")
                .then()
                .statusCode(200)
                .body("size()", is(0));
        for (String wrong : List.of("reason=because", "limit=0", "page=-1", "subject=a%00b")) {
            given().urlEncodingEnabled(false)
                    .get("/api/v1/biometric/triggers/suppressed?" + wrong)
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void aWithdrawnValueLeavesTheBaseline() {
        List<Arrival> nights = new ArrayList<>();
        for (int ago = HISTORY; ago > 0; ago--) {
            nights.add(withOrigin(rmssd(today().minusDays(ago), 60 + ago % 5), ago));
        }
        arrive(nights);
        drain(replica());
        byte[] all = state();

        Instant withdrawn = Instant.now();
        arrive(List.of(new Withdrawal(20, withdrawn)));
        drain(replica());
        byte[] without = state();
        assertThat(without).isNotEqualTo(all);

        arrive(List.of(new Withdrawal(20, withdrawn), new Withdrawal(20, withdrawn.minusSeconds(60))));
        drain(replica());
        assertThat(state()).isEqualTo(without);
        assertThat(waitingTriggers()).isEmpty();
    }

    @Test
    void whatIsRememberedOfAPersonWhoIsGoneIsErasedWithTheirDeliveries() {
        String other = "sub_" + UUID.randomUUID();
        String gone = "con_" + UUID.randomUUID();
        link(other, gone, "ACTIVE");
        for (String one : List.of(person, other)) {
            arrive(
                    one,
                    one.equals(other) ? gone : connection,
                    List.of(overdue(rmssd(today().minusDays(1), 22)), overdue(rmssd(today(), 22))));
        }
        drain(replica());
        arrive(other, gone, List.of(rmssd(today(), 23)));
        link(other, gone, "REVOKED");
        revokedSince(gone, Duration.ofDays(29));

        retention.turn().await().atMost(PATIENCE);
        assertThat(rowsOf(other)).as("may connect again").isEqualTo(4);

        revokedSince(gone, Duration.ofDays(31));
        retention.turn().await().atMost(PATIENCE);
        assertThat(rowsOf(other)).isZero();
        assertThat(rowsOf(person)).as("is still connected").isEqualTo(3);

        pool.query("UPDATE biometric.suppressed_firing SET evaluated_at = now() - interval '31 days'")
                .executeAndAwait();
        retention.turn().await().atMost(PATIENCE);
        assertThat(rowsOf(person)).as("without the old audit").isEqualTo(2);
    }

    private void revokedSince(String of, Duration ago) {
        pool.preparedQuery("UPDATE biometric.link SET changed_at_ms = $2 WHERE connection_id = $1")
                .executeAndAwait(Tuple.of(of, Instant.now().minus(ago).toEpochMilli()));
    }

    /** Of the tables that hold something about a person's nights. */
    private long rowsOf(String subject) {
        return Stream.of("person", "person_arrival", "trigger_outbox", "suppressed_firing")
                .mapToLong(table -> pool.preparedQuery(
                                "SELECT count(*) FROM biometric." + table + " WHERE subject_id = $1")
                        .executeAndAwait(Tuple.of(subject))
                        .iterator()
                        .next()
                        .getLong(0))
                .sum();
    }

    private byte[] state() {
        return all("SELECT state FROM biometric.person").getFirst().getBuffer(0).getBytes();
    }

    private static Observation withOrigin(Observation one, int origin) {
        return new Observation(
                one.metric(),
                one.value(),
                one.night(),
                one.source(),
                one.context(),
                one.isFinal(),
                one.backfilled(),
                one.receivedAt(),
                origin);
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A replica that met the state of a newer version failed on the person, moved what had arrived out of the newer one's"
                            + " sight for minutes and kept only the last 64 KiB of it",
            now =
                    "It leaves the person alone, with all that arrives, until a replica of that version comes; bridge_people_left counts them")
    void aPersonWhoseStateANewerVersionWroteIsLeftToIt() {
        String other = "sub_" + UUID.randomUUID();
        link(other, connection, "ACTIVE");
        arrive(history(60, false));
        drain(replica());
        pool.query("UPDATE biometric.person SET state = set_byte(state, 0, " + NEWER + "), format = 0, due_at = now()")
                .executeAndAwait();
        byte[] newer = state();
        PersonNights older = replica(Mode.HYBRID, 50);
        for (int i = 0; i < 600; i++) {
            arrive(List.of(rmssd(today(), 33)));
        }
        arrive(other, connection, List.of(rmssd(today(), 70)));

        for (int i = 0; i < 4; i++) {
            older.turn().await().atMost(PATIENCE);
        }

        assertThat(arrivals()).as("those of the person wait where they are").isEqualTo(600);
        assertThat(ofPerson("state").getBuffer(0).getBytes()).isEqualTo(newer);
        assertThat(ofPerson("kept, format, retry_at > now()"))
                .satisfies(row -> assertThat(row.getString(0)).isEmpty())
                .satisfies(row -> assertThat(row.getInteger(1)).isEqualTo(NEWER))
                .satisfies(row -> assertThat(row.getBoolean(2)).isFalse());
        assertThat(all("SELECT FROM biometric.person"))
                .as("and the other is evaluated")
                .hasSize(2);
        assertThat(older.countLeft().await().atMost(PATIENCE)).isOne();

        // A replica of the newer version: here one that reads it because it is of this format again.
        pool.preparedQuery(
                        "UPDATE biometric.person SET state = set_byte(state, 0, format - 1), format = format - 1 WHERE subject_id = $1")
                .executeAndAwait(Tuple.of(person));
        drain(replica());
        assertThat(waitingTriggers()).hasSize(1);
        assertThat(older.countLeft().await().atMost(PATIENCE)).isZero();
    }

    /** After a rollback, for days: each turn would read all of it. */
    @Test
    void whatIsLeftToANewerVersionIsPassedPieceByPiece() {
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        pool.query("UPDATE biometric.person SET state = set_byte(state, 0, " + NEWER + "), format = " + NEWER
                        + ", due_at = now()")
                .executeAndAwait();
        pool.preparedQuery("INSERT INTO biometric.person_arrival (subject_id, connection_id, arrivals)"
                        + " SELECT $1, $2, repeat(md5(n::text), 200) FROM generate_series(1, 5000) AS n")
                .executeAndAwait(Tuple.of(person, connection));
        String other = "sub_" + UUID.randomUUID();
        link(other, connection, "ACTIVE");
        arrive(other, connection, List.of(rmssd(today(), 70)));

        assertThat(replica().turn().await().atMost(PATIENCE)).isOne();

        assertThat(arrivals()).isEqualTo(5_000);
        assertThat(all("SELECT FROM biometric.person WHERE subject_id = '" + other + "' AND format = "
                        + PersonState.FORMAT))
                .hasSize(1);
    }

    @Test
    void damageIsNotTakenForANewerVersion() {
        arrive(List.of(rmssd(today(), 33)));
        drain(replica());
        pool.query("UPDATE biometric.person SET state = set_byte(state, 0, 200), format = 200, due_at = now()")
                .executeAndAwait();
        PersonNights replica = replica();

        assertThat(replica.countLeft().await().atMost(PATIENCE)).isZero();
        assertThat(replica.turn().await().atMost(PATIENCE))
                .as("somebody has to see it")
                .isOne();
    }

    /** Whatever the planner thinks of the tables: for each person it would read the links of all. */
    @Test
    void linksAreLookedUpPersonByPerson() {
        String plan = pool
                .withConnection(one -> one.query("SET enable_seqscan = off")
                        .execute()
                        .chain(() -> one.query("EXPLAIN (GENERIC_PLAN) " + PersonSql.CLAIM)
                                .execute())
                        .call(() -> one.query("RESET enable_seqscan").execute()))
                .await()
                .atMost(PATIENCE)
                .stream()
                .map(row -> row.getString(0))
                .collect(java.util.stream.Collectors.joining("\n"));

        assertThat(plan).contains("link_by_subject").doesNotContain("Seq Scan on link");
    }

    private Row ofPerson(String columns) {
        return pool.preparedQuery("SELECT " + columns + " FROM biometric.person WHERE subject_id = $1")
                .executeAndAwait(Tuple.of(person))
                .iterator()
                .next();
    }

    @Test
    void memoryOfAPersonStaysBounded() {
        for (int night = 200; night > 0; night--) {
            arrive(List.of(rmssd(today().minusDays(night), 60 + night % 7)));
        }
        drain(replica());

        assertThat(all("SELECT octet_length(state) AS bytes FROM biometric.person")
                        .getFirst()
                        .getInteger("bytes"))
                .isLessThanOrEqualTo(PersonState.MOST_BYTES);
    }

    private static List<Arrival> history(double usual, boolean backfilled) {
        List<Arrival> nights = new ArrayList<>();
        for (int ago = HISTORY; ago > 0; ago--) {
            Observation night = rmssd(today().minusDays(ago), usual + ago % 5 - 2);
            nights.add(backfilled ? backfilled(night) : night);
        }
        return nights;
    }

    private static List<Arrival> night(
            LocalDate night, double rmssd, double rhr, double breaths, double temperature, double saturation) {
        Map<Metric, Double> values = Map.of(
                Metric.RMSSD, rmssd,
                Metric.RHR, rhr,
                Metric.RESP_RATE, breaths,
                Metric.SKIN_TEMP, temperature,
                Metric.SPO2, saturation);
        return values.entrySet().stream()
                .<Arrival>map(one -> new Observation(
                        one.getKey(),
                        one.getValue(),
                        night,
                        "whoop",
                        MeasurementContext.NOCTURNAL,
                        true,
                        false,
                        Instant.now()))
                .toList();
    }

    private static Observation rmssd(LocalDate night, double value) {
        return new Observation(
                Metric.RMSSD, value, night, "oura", MeasurementContext.NOCTURNAL, true, false, Instant.now());
    }

    private static Observation backfilled(Observation one) {
        return new Observation(
                one.metric(), one.value(), one.night(), one.source(), one.context(), true, true, one.receivedAt());
    }

    private static Observation received(Observation one, Instant at) {
        return new Observation(one.metric(), one.value(), one.night(), one.source(), one.context(), true, false, at);
    }

    private static Observation overdue(Observation one) {
        return received(one, Instant.now().minus(Duration.ofHours(7)));
    }

    private void arrive(List<? extends Arrival> arrivals) {
        arrive(person, connection, arrivals);
    }

    private void arrive(String subject, String from, List<? extends Arrival> arrivals) {
        String text = ArrivalText.write(arrivals.stream()
                .map(one -> new NightArrival(subject, from, one))
                .toList());
        pool.preparedQuery(
                        "INSERT INTO biometric.person_arrival (subject_id, connection_id, arrivals) VALUES ($1, $2, $3)")
                .executeAndAwait(Tuple.of(subject, from, text));
    }

    private void link(String subject, String of, String state) {
        pool.preparedQuery("""
                        INSERT INTO biometric.link (provider, provider_user_id, connection_id, subject_id, state, changed_at_ms)
                        VALUES ('oura', $1, $2, $3, $4, 1)
                        ON CONFLICT (provider, provider_user_id) DO UPDATE SET state = excluded.state
                        """).executeAndAwait(Tuple.of(subject + '/' + of, of, subject, state));
    }

    private void drain(PersonNights loop) {
        while (arrivals() > 0) {
            loop.turn().await().atMost(PATIENCE);
        }
        loop.turn().await().atMost(PATIENCE);
    }

    private void publish() {
        outbox.turn().await().atMost(PATIENCE);
    }

    private long arrivals() {
        return all("SELECT count(*) AS n FROM biometric.person_arrival")
                .getFirst()
                .getLong("n");
    }

    private @Nullable Object dueAt() {
        return all("SELECT due_at FROM biometric.person").getFirst().getOffsetDateTime("due_at");
    }

    private List<UUID> waitingTriggers() {
        return all("SELECT trigger_id FROM biometric.trigger_outbox").stream()
                .map(row -> row.getUUID(0))
                .toList();
    }

    private List<Row> all(String sql) {
        return StreamSupport.stream(pool.query(sql).executeAndAwait().spliterator(), false)
                .toList();
    }

    /** Triggers on Kafka: of one person, or all. */
    private static List<JsonNode> published(@Nullable String subject) throws IOException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", KafkaResource.bootstrapServers(), "group.id", "test-" + UUID.randomUUID());
        List<JsonNode> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("health-events").stream()
                    .map(info -> new TopicPartition("health-events", info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (subject == null || subject.equals(record.key())) {
                        found.add(JSON.readTree(new String(record.value(), StandardCharsets.UTF_8)));
                    }
                }
            }
        }
        return found;
    }

    private static LocalDate today() {
        return LocalDate.now(Clock.systemUTC());
    }
}
