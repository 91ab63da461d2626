package io.bhiv.biometric.person;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.fetch.ObjectFetch.FetchedObjects;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journey.FakeSecrets;
import io.bhiv.biometric.normalise.NormaliseConfig;
import io.bhiv.biometric.publish.TriggerOutbox;
import io.bhiv.biometric.trigger.TriggerConfig;
import io.bhiv.kit.loop.Heartbeats;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TopicFollower;
import io.bhiv.trigger.parameters.Mode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The published examples of the rules as objects of WHOOP: journalled, normalised, evaluated, and read from {@code health-events}. Each
 * night is a day of a clock of the test's own, so that it closes before the next begins.
 */
@QuarkusTest
@TestProfile(ExamplesOnTheWireIT.Observing.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class ExamplesOnTheWireIT {

    /** The service stores what arrives of nights; the test evaluates it, in the mode of each example. */
    public static final class Observing implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("bridge.biometric.trigger.mode", "both", "bridge.biometric.trigger.people.interval", "1H");
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLES = Path.of("../trigger-engine/src/test/resources/samples/examples.json");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double TOLERANCE = 1e-6;

    private static final Map<String, String> METRICS = Map.of(
            "hrv_rmssd", "rmssd",
            "resting_heart_rate", "rhr",
            "respiratory_rate", "resp_rate",
            "skin_temperature", "skin_temp",
            "spo2", "spo2");

    /** Other classes of this JVM may have left deliveries, which the service goes on with. */
    private static final String OF =
            "subject_id IN (SELECT subject_id FROM biometric.link WHERE provider = 'whoop' AND provider_user_id = ANY ($1))";

    /** The day before the first night of every example: the clock is ahead of ours from then on. */
    private final LocalDate beginning = LocalDate.now(ZoneOffset.UTC);

    @Inject
    Pool pool;

    @Inject
    FetchedObjects journal;

    @Inject
    TriggerOutbox outbox;

    @Inject
    NormaliseConfig normalise;

    @Inject
    Heartbeats heartbeats;

    private record Settings(Mode mode, Hrv hrv, People people) implements TriggerConfig {}

    private record Limits(double criticalBelow, double highBelow, int maxAgeDays) implements TriggerConfig.Hrv {}

    private record Rhythm(Duration interval, int atOnce, Duration retryPause) implements TriggerConfig.People {}

    /** A person who lives an example. */
    private record Life(String name, String user, JsonNode expected, TreeMap<Integer, JsonNode> nights) {}

    @BeforeEach
    void aClockThatIsSet() {
        // The service evaluates once, at its start, and what the test stores is not for that turn.
        await().atMost(PATIENCE)
                .until(() -> heartbeats.all().stream()
                        .anyMatch(loop -> loop.loop().equals("people") && loop.lastSuccess() != null));
        execute("CREATE TABLE IF NOT EXISTS biometric.test_person_clock (at timestamptz NOT NULL)");
        execute("DELETE FROM biometric.test_person_clock");
        execute("INSERT INTO biometric.test_person_clock VALUES (now())");
        execute("CREATE OR REPLACE FUNCTION biometric.person_clock() RETURNS timestamptz LANGUAGE sql STABLE"
                + " AS 'SELECT at FROM biometric.test_person_clock'");
    }

    @AfterEach
    void theRealClock() {
        execute("CREATE OR REPLACE FUNCTION biometric.person_clock() RETURNS timestamptz LANGUAGE sql STABLE"
                + " AS 'SELECT now()'");
    }

    /** Those that are no history of nights are checked where their part of the engine is. */
    @Test
    void everyHistoryFiresOnHealthEventsWhatTheExampleSays() throws IOException {
        Map<Mode, List<Life>> lives = StreamSupport.stream(
                        JSON.readTree(EXAMPLES.toFile()).path("cases").spliterator(), false)
                .filter(one -> one.at("/input/nights").isArray())
                .collect(groupingBy(
                        one -> Mode.ofWireName(one.at("/input/mode").asText()).orElseThrow(),
                        TreeMap::new,
                        mapping(ExamplesOnTheWireIT::life, toList())));
        // Its triggers are those of single events, which no person's nights decide.
        lives.remove(Mode.FIXED);
        assertThat(lives.values().stream().mapToInt(List::size).sum()).isEqualTo(14);

        lives.forEach(this::live);

        int compared = 0;
        for (List<Life> ofMode : lives.values()) {
            for (Life life : ofMode) {
                compared += check(life);
            }
        }
        System.out.printf("Examples on the wire: 14 histories, %d numbers of triggers equal to 1e-6%n", compared);
        assertThat(compared).isGreaterThan(100);
    }

    private static Life life(JsonNode example) {
        TreeMap<Integer, JsonNode> nights = new TreeMap<>();
        example.at("/input/nights").forEach(night -> nights.put(night.get(0).asInt(), night.get(1)));
        return new Life(example.path("name").asText(), UUID.randomUUID().toString(), example.path("expected"), nights);
    }

    private void live(Mode mode, List<Life> lives) {
        PersonNights people = new PersonNights(
                pool,
                new Settings(mode, new Limits(25, 40, 3), new Rhythm(Duration.ofSeconds(1), 50, Duration.ofMinutes(5))),
                normalise,
                outbox,
                new SimpleMeterRegistry());
        int last =
                lives.stream().mapToInt(life -> life.nights().lastKey()).max().orElseThrow();
        for (int day = 0; day <= last; day++) {
            long deliveries = 0;
            for (Life life : lives) {
                JsonNode night = life.nights().get(day);
                deliveries += night == null ? 0 : record(life, date(day), night);
            }
            if (deliveries > 0) {
                long expected = deliveries;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() ->
                                count("SELECT count(*) FROM biometric.person_arrival WHERE " + OF, lives) == expected);
                execute("UPDATE biometric.test_person_clock SET at = '" + date(day) + "T13:00:00Z'");
                int evaluated;
                do {
                    evaluated = people.turn().await().atMost(PATIENCE);
                } while (evaluated > 0);
                assertThat(count("SELECT count(*) FROM biometric.person WHERE due_at IS NOT NULL AND " + OF, lives))
                        .as("every night is closed")
                        .isZero();
            }
        }
    }

    private LocalDate date(int day) {
        return beginning.plusDays(day + 1L);
    }

    /** What WHOOP's API gives of a night; returns how many objects that are. */
    private long record(Life life, LocalDate date, JsonNode values) {
        String id = UUID.randomUUID().toString();
        ObjectNode sleep = JSON.createObjectNode()
                .put("id", id)
                .put("start", date.minusDays(1) + "T22:30:00.000Z")
                .put("end", date + "T06:30:00.000Z")
                .put("timezone_offset", "+00:00")
                .put("nap", false)
                .put("score_state", "SCORED");
        long objects = 0;
        if (values.has("resp_rate")) {
            ObjectNode scored = sleep.deepCopy();
            scored.putObject("score").set("respiratory_rate", values.get("resp_rate"));
            accept(life, "sleep", id, scored);
            objects++;
        }
        ObjectNode score = JSON.createObjectNode();
        copy(values, "rmssd", score, "hrv_rmssd_milli");
        copy(values, "rhr", score, "resting_heart_rate");
        copy(values, "spo2", score, "spo2_percentage");
        copy(values, "skin_temp", score, "skin_temp_celsius");
        if (!score.isEmpty()) {
            ObjectNode recovery = JSON.createObjectNode();
            recovery.putObject("recovery")
                    .put("sleep_id", id)
                    .put("score_state", "SCORED")
                    .set("score", score);
            recovery.set("sleep", sleep);
            accept(life, "recovery", id, recovery);
            objects++;
        }
        return objects;
    }

    private static void copy(JsonNode from, String metric, ObjectNode to, String field) {
        if (from.has(metric)) {
            to.set(field, from.get(metric));
        }
    }

    private void accept(Life life, String type, String id, ObjectNode body) {
        journal.store(Delivery.ofObject(
                        Provider.WHOOP,
                        Channel.WEBHOOK_FETCH,
                        new About(life.user(), type, id, null),
                        Instant.now().toEpochMilli(),
                        body.toString().getBytes(StandardCharsets.UTF_8)))
                .await()
                .atMost(PATIENCE);
    }

    /** Compares a life with what its example says; returns how many numbers were compared. */
    private int check(Life life) throws IOException {
        String subject = pool.preparedQuery(
                        "SELECT subject_id FROM biometric.link WHERE provider = 'whoop' AND provider_user_id = $1")
                .executeAndAwait(Tuple.of(life.user()))
                .iterator()
                .next()
                .getString(0);
        await().atMost(PATIENCE).until(() -> count("SELECT count(*) FROM biometric.trigger_outbox") == 0);
        Map<String, List<JsonNode>> byNight = triggers(subject).stream()
                .collect(groupingBy(trigger -> trigger.at("/personal/night").asText()));
        int compared = 0;
        for (JsonNode expected : life.expected()) {
            LocalDate night = date(expected.path("day").asInt());
            String where = life.name() + " day " + expected.path("day");
            List<JsonNode> fired = byNight.getOrDefault(night.toString(), List.of());
            assertThat(fired.stream().map(this::notification).toList())
                    .as("notified: %s", where)
                    .isEqualTo(lines(expected.path("notify")));
            assertThat(suppressed(subject, night))
                    .as("suppressed: %s", where)
                    .containsExactlyInAnyOrderElementsOf(lines(expected.path("suppressed")));
            for (JsonNode trigger : fired) {
                compared += compare(where, trigger.path("evidence"), expected);
                for (JsonNode other : trigger.at("/personal/also_unusual")) {
                    compared += compare(where, other, expected);
                }
            }
        }
        return compared;
    }

    private List<JsonNode> triggers(String subject) throws IOException {
        List<JsonNode> triggers = new ArrayList<>();
        for (var record : TopicFollower.everything(KafkaResource.bootstrapServers(), "health-events")) {
            JsonNode trigger = JSON.readTree(record.value());
            if (trigger.path("subject_id").asText().equals(subject)) {
                triggers.add(trigger);
            }
        }
        return triggers;
    }

    /** Rule, severity, type, recommendation, and the day on which the episode began. */
    private String notification(JsonNode trigger) {
        long day = ChronoUnit.DAYS.between(
                date(0), LocalDate.parse(trigger.at("/personal/opened_on").asText()));
        return Stream.of("rule", "severity", "type", "recommendation")
                .map(field -> trigger.path(field).asText() + ' ')
                .collect(joining("", "", Long.toString(day)));
    }

    /** The lists of an example, each as a line. */
    private static List<String> lines(JsonNode lists) {
        return StreamSupport.stream(lists.spliterator(), false)
                .map(list -> StreamSupport.stream(list.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(joining(" ")))
                .toList();
    }

    private List<String> suppressed(String subject, LocalDate night) {
        return StreamSupport.stream(
                        pool.preparedQuery(
                                        "SELECT rule || ' ' || severity || ' ' || reason FROM biometric.suppressed_firing"
                                                + " WHERE subject_id = $1 AND night = $2")
                                .executeAndAwait(Tuple.of(subject, night))
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .toList();
    }

    private static int compare(String where, JsonNode evidence, JsonNode expected) {
        String metric = METRICS.get(evidence.path("metric").asText());
        JsonNode numbers = expected.path(metric);
        JsonNode baseline = evidence.path("baseline");
        boolean logarithm = "rmssd".equals(metric);
        int compared = equal(where + " x", number(evidence.path("value"), logarithm), numbers.path("x"));
        if (!baseline.isMissingNode() && numbers.path("ready").asBoolean()) {
            double mean = numbers.path("m").asDouble();
            double deviation = numbers.path("s").asDouble();
            compared += equal(where + " usual", number(baseline.path("usual"), logarithm), numbers.path("m"));
            compared += equal(where + " recent", number(baseline.path("recent"), logarithm), numbers.path("mean7"));
            compared += equal(where + " z", baseline.path("z").asDouble(), numbers.path("z"));
            compared += equal(where + " p", baseline.path("p").asDouble(), numbers.path("p"));
            compared += equal(where + " n_base", baseline.path("n_base").asDouble(), numbers.path("n_base"));
            compared += equal(where + " n_recent", baseline.path("n_recent").asDouble(), numbers.path("n_recent"));
            // The sum of two numbers that are rounded each.
            assertThat(number(baseline.path("low"), logarithm))
                    .as("%s low", where)
                    .isCloseTo(mean - deviation, within(2 * TOLERANCE));
            assertThat(number(baseline.path("high"), logarithm))
                    .as("%s high", where)
                    .isCloseTo(mean + deviation, within(2 * TOLERANCE));
            compared += 2;
        }
        return compared;
    }

    private static double number(JsonNode value, boolean logarithm) {
        return logarithm ? Math.log(value.asDouble()) : value.asDouble();
    }

    private static int equal(String what, double found, JsonNode expected) {
        if (!expected.isNumber()) {
            return 0;
        }
        assertThat(found).as(what).isCloseTo(expected.asDouble(), within(TOLERANCE));
        return 1;
    }

    private long count(String statement) {
        return pool.query(statement).executeAndAwait().iterator().next().getLong(0);
    }

    private long count(String statement, List<Life> lives) {
        return pool.preparedQuery(statement)
                .executeAndAwait(Tuple.of(lives.stream().map(Life::user).toArray(String[]::new)))
                .iterator()
                .next()
                .getLong(0);
    }

    private void execute(String statement) {
        pool.query(statement).executeAndAwait();
    }
}
