package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.trigger.FixedHrvThreshold;
import io.bhiv.biometric.trigger.Triggers;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.trigger.parameters.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchedObjectsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURA_USER = "9f3a1d0c-5b7e-4e0a-8b57-0c2d4e6f8a90";
    private static final String SLEEP = "550e8400-e29b-41d4-a716-446655440000";
    private static final Triggers FIXED = new Triggers(new FixedHrvThreshold(25, 40, 3), Mode.FIXED);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oura/sleep.single",
                "oura/sleep.single.no-hrv",
                "oura/sleep.artefact.single",
                "oura/daily_sleep.single",
                "oura/daily_readiness.single",
                "oura/daily_activity.single",
                "oura/daily_spo2.single",
                "oura/daily_stress.single",
                "oura/daily_resilience.single",
                "oura/daily_cardiovascular_age.single",
                "oura/vo2_max.single",
                "oura/workout.single",
                "oura/session.single",
                "oura/enhanced_tag.single",
                "oura/tag.single",
                "oura/rest_mode_period.single",
                "oura/heartrate.page",
                "oura/interbeat_interval.page",
                "whoop/recovery.with-sleep",
                "whoop/recovery.unscorable.with-sleep",
                "whoop/recovery.pending.with-sleep",
                "whoop/recovery.no-hrv.with-sleep",
                "whoop/recovery.calibrating",
                "whoop/sleep.scored",
                "whoop/sleep.nap",
                "whoop/sleep.pending",
                "whoop/workout.scored",
                "whoop/cycle.current"
            })
    void factsAreThoseOfTheGoldenFile(String sample) {
        Normalised normalised = normalise(fetched(sample), nothingKnown());

        EventSchema.assertValid(normalised.events());
        assertThat(facts(normalised.events())).isEqualTo(Given.text("facts/" + sample.replace('/', '.') + ".txt"));
    }

    /** One line a fact: what, value and unit, why there is none, context, and the provider's field. */
    private static String facts(List<BiometricEvent> events) {
        StringBuilder text = new StringBuilder();
        for (BiometricEvent event : events) {
            JsonNode json = read(EventJson.bytes(event));
            text.append(event.idempotencyKey().split("\\|", 5)[4])
                    .append(" = ")
                    .append(event.series() == null ? json.path("value").asText() : json.at("/series/values"))
                    .append(event.unit() == null ? "" : ' ' + event.unit())
                    .append(' ')
                    .append(event.valueStatus())
                    .append(' ')
                    .append(event.context())
                    .append(event.session() == null ? "" : " session " + withoutStages(json.path("session")))
                    .append(event.quality() == null ? "" : " quality " + json.path("quality"))
                    .append(" day ")
                    .append(event.effective().localDate())
                    .append(' ')
                    .append(event.effective().start())
                    .append(
                            event.effective().end() == null
                                    ? ""
                                    : "/" + event.effective().end())
                    .append(
                            event.effective().zoneOffset() == null
                                    ? ""
                                    : ' ' + event.effective().zoneOffset())
                    .append(" from ")
                    .append(json.path("provider_metric").asText())
                    .append('\n');
        }
        return text.toString();
    }

    /** Oura's digits, one for each five minutes: 1 deep, 2 light, 3 REM, 4 awake. */
    @Test
    void everyPhaseOfAnOuraNightIsTheStageThatItNames() throws IOException {
        Delivery delivery = fetched("oura/sleep.single");
        String phases = JSON.readTree(delivery.body()).path("sleep_phase_5_min").asText();
        JsonNode stages = normalise(delivery, linked(delivery, "con_oura_1")).events().stream()
                .map(event -> read(EventJson.bytes(event)).at("/session/stages"))
                .filter(JsonNode::isArray)
                .findFirst()
                .orElseThrow();

        assertThat(phases).as("the sample has all of them").contains("1", "2", "3", "4");
        for (int five = 0; five < phases.length(); five++) {
            assertThat(stageAt(stages, five * 300))
                    .as("minute %d", five * 5)
                    .isEqualTo(List.of("DEEP", "LIGHT", "REM", "AWAKE").get(phases.charAt(five) - '1'));
        }
    }

    private static String stageAt(JsonNode stages, int seconds) {
        String at = "";
        for (JsonNode stage : stages) {
            if (stage.path("offset_seconds").asInt() <= seconds) {
                at = stage.path("stage").asText();
            }
        }
        return at;
    }

    private static JsonNode withoutStages(JsonNode session) {
        JsonNode stages = session.path("stages");
        if (session instanceof ObjectNode object && stages.isArray()) {
            object.put("stages", stages.size());
        }
        return session;
    }

    @ParameterizedTest
    @CsvSource({
        "oura.sleep.update,oura/sleep.single,con_oura_1",
        "whoop.recovery.updated,whoop/recovery.with-sleep,con_whoop_1",
        "whoop.recovery.unscorable,whoop/recovery.unscorable.with-sleep,con_whoop_1"
    })
    void eventsEqualTheGoldenOnes(String golden, String sample, String connectionId) throws IOException {
        Delivery delivery = fetched(sample);
        Normalised normalised = normalise(delivery, linked(delivery, connectionId));
        for (JsonNode expected : JSON.readTree(Given.sample("normalized/" + golden + ".json"))) {
            BiometricEvent event =
                    Given.event(normalised, expected.get("idempotency_key").asText());

            assertThat(GoldenEventsTest.withoutNulls(read(EventJson.bytes(event))))
                    .isEqualTo(GoldenEventsTest.withoutNulls(knownDifferences(expected, delivery)));
        }
    }

    /** The golden files name an archive, a webhook and a time of the fetch; ours is the delivery of the fetched body itself. */
    private static JsonNode knownDifferences(JsonNode expected, Delivery delivery) {
        ObjectNode provenance = (ObjectNode) expected.get("provenance");
        provenance.put("raw_ref", delivery.rawRef());
        provenance.put("raw_sha256", delivery.sha256());
        provenance.put("delivery_id", delivery.deliveryId());
        provenance.put("fetched_at", "2026-07-05T06:41:15.250Z");
        ((ObjectNode) expected.get("subject"))
                .put("provider_user_id", delivery.provider() == Provider.OURA ? OURA_USER : "10129");
        return expected;
    }

    @Test
    void samplesOfADaySayWhatThePersonWasDoing() {
        String row = "{\"timestamp\":\"2026-07-05T%s:00.000Z\",\"bpm\":%d,\"source\":\"%s\"}";
        Normalised normalised = normalise(
                fetched(
                        Provider.OURA,
                        "heartrate",
                        "2026-07-05",
                        "{\"data\":[%s,%s,%s,%s]}"
                                .formatted(
                                        row.formatted("05:00", 54, "sleep"),
                                        row.formatted("08:00", 71, "awake"),
                                        row.formatted("23:30", 55, "sleep"),
                                        row.formatted("12:00", 64, "live"))),
                nothingKnown());

        assertThat(facts(normalised.events()).lines().map(line -> line.replaceAll(" day .*", "")))
                .containsExactly(
                        "heart_rate|SERIES = [54.0,55.0] /min PRESENT SLEEP",
                        "heart_rate|SERIES.2 = [71.0] /min PRESENT AWAKE",
                        "heart_rate|SERIES.3 = [64.0] /min PRESENT UNKNOWN");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A day of Oura heartbeats that had gaps and raw rows alone was parked as WRONG_SHAPE, and what an earlier version had stayed",
            now = "It is dropped as NO_MEASUREMENT, or retracts what stood")
    void heartbeatsOfWhichNoneIsUsableAreNoMeasurement() {
        String page = "{\"data\":[{\"timestamp\":\"2026-07-05T05:00:00.000Z\",\"ibi\":900,\"validity\":%d},"
                + "{\"timestamp\":\"2026-07-05T05:00:01.000Z\",\"ibi\":0,\"validity\":2}]}";
        Delivery unusable = fetched(Provider.OURA, "interbeat_interval", "2026-07-05", page.formatted(0));
        assertThat(normalise(unusable, nothingKnown()).outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.NO_MEASUREMENT));

        KnownState state = nothingKnown();
        assertThat(normalise(fetched(Provider.OURA, "interbeat_interval", "2026-07-05", page.formatted(1)), state)
                        .events())
                .hasSize(1);
        Normalised corrected = normalise(unusable, state);
        assertThat(corrected.events()).singleElement().satisfies(FetchedObjectsTest::assertWithdrawn);
        EventSchema.assertValid(corrected.events());

        String untimed = "{\"data\":[{\"ibi\":900,\"validity\":1}]}";
        assertThat(normalise(fetched(Provider.OURA, "interbeat_interval", "2026-07-05", untimed), nothingKnown())
                        .outcome())
                .isEqualTo(new Outcome.Parked(ParkReason.WRONG_SHAPE, null));
    }

    @Test
    void restIsNoSleepAndItsMissingVariabilityIsNotZero() {
        Normalised normalised = normalise(fetched("oura/sleep.single.no-hrv"), nothingKnown());

        BiometricEvent hrv = Given.event(normalised, "hrv_rmssd|MEAN");
        assertThat(hrv.value()).isNull();
        assertThat(hrv.valueStatus()).isEqualTo(ValueStatus.ABSENT);
        assertThat(normalised.events()).noneMatch(event -> event.metric() == Metric.SLEEP_DURATION);
    }

    @Test
    void artefactsFireNothing() {
        for (String sample : List.of("oura/sleep.artefact.single", "whoop/recovery.no-hrv.with-sleep")) {
            assertThat(normalise(fetched(sample), nothingKnown()).events())
                    .allSatisfy(event -> assertThat(
                                    FIXED.firedBy(event, event.provenance().receivedAt()))
                            .isEmpty());
        }
    }

    @Test
    void readinessScoresAreNoMillisecondsAndFireNothing() {
        assertThat(normalise(fetched("oura/daily_readiness.single"), nothingKnown())
                        .events())
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.unit()).isNotEqualTo("ms");
                    assertThat(event.metric()).isNotIn(Metric.HRV_RMSSD, Metric.HRV_SDNN, Metric.RESTING_HEART_RATE);
                    assertThat(FIXED.firedBy(event, event.provenance().receivedAt()))
                            .isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"oura/sleep_time.single", "oura/ring_configuration.single"})
    void whatIsNoMeasurementIsDropped(String sample) {
        assertThat(normalise(fetched(sample), nothingKnown()).outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.NO_MEASUREMENT));
    }

    @Test
    void unknownTypeIsDroppedAndBadBodiesAreParked() {
        assertThat(normalise(fetched(Provider.OURA, "blood_glucose", "x", "{}"), nothingKnown())
                        .outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.UNKNOWN_TYPE));
        assertThat(normalise(fetched(Provider.OURA, "sleep", "x", "{"), nothingKnown())
                        .outcome())
                .isEqualTo(new Outcome.Parked(ParkReason.NOT_JSON, null));
        for (String body : List.of("{}", "[]", "null", "7", "{\"bedtime_start\":7,\"start\":[]}")) {
            assertThat(normalise(fetched(Provider.OURA, "sleep", "x", body), nothingKnown())
                            .outcome())
                    .isEqualTo(new Outcome.Parked(ParkReason.WRONG_SHAPE, null));
            assertThat(normalise(fetched(Provider.WHOOP, "recovery", "x", body), nothingKnown())
                            .outcome())
                    .isEqualTo(new Outcome.Parked(ParkReason.WRONG_SHAPE, null));
        }
    }

    @Test
    void unknownCodesOfStatesAndTypesGiveNoValues() {
        String recovery = Given.text("whoop/rest/recovery.with-sleep.json").replace("\"SCORED\"", "\"LATER\"");
        Normalised normalised = normalise(fetched(Provider.WHOOP, "recovery", SLEEP, recovery), nothingKnown());
        assertThat(normalised.events()).singleElement().satisfies(event -> {
            assertThat(event.valueStatus()).isEqualTo(ValueStatus.ABSENT);
            assertThat(event.value()).isNull();
        });

        String resilience = Given.text("oura/rest/daily_resilience.single.json").replace("solid", "marvellous");
        assertThat(normalise(fetched(Provider.OURA, "daily_resilience", "x", resilience), nothingKnown())
                        .events())
                .noneMatch(event -> event.idempotencyKey().contains("level"));
    }

    @Test
    void deletedTypeWithdrawsWhatStood() {
        KnownState state = nothingKnown();
        String sleep = Given.text("oura/rest/sleep.single.json");
        int facts = normalise(fetched(Provider.OURA, "sleep", "c80d026a", sleep), state)
                .events()
                .size();

        Normalised gone = normalise(
                fetched(
                        Provider.OURA,
                        "sleep",
                        "c80d026a",
                        sleep.replace("\"long_sleep\"", "\"deleted\"").replace("07:58:39", "08:58:39")),
                state);

        assertThat(gone.events()).hasSize(facts).allSatisfy(FetchedObjectsTest::assertWithdrawn);
    }

    @Test
    void noticeOfDeletionWithdrawsWhatStoodAndOlderVersionsStayAway() {
        KnownState state = nothingKnown();
        Delivery sleep = fetched("whoop/sleep.scored");
        Delivery recovery = fetched("whoop/recovery.with-sleep");
        int facts = normalise(sleep, state).events().size()
                + normalise(recovery, state).events().size();

        Normalised gone = normalise(
                Given.delivery(Provider.WHOOP, Given.sample("whoop/sleep.deleted.json"), Given.ORDERING), state);

        assertThat(gone.events()).hasSize(facts).allSatisfy(FetchedObjectsTest::assertWithdrawn);
        EventSchema.assertValid(gone.events());
        assertThat(normalise(recovery, state).outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(normalise(sleep, state).outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
    }

    @Test
    void deletionThatOvertookTheFetchKeepsItAway() {
        KnownState state = nothingKnown();
        Normalised gone = normalise(
                Given.delivery(Provider.WHOOP, Given.sample("whoop/sleep.deleted.json"), Given.ORDERING), state);

        assertThat(gone.events()).isEmpty();
        assertThat(normalise(fetched("whoop/recovery.with-sleep"), state).events())
                .isEmpty();
    }

    private static void assertWithdrawn(BiometricEvent event) {
        assertThat(event.operation()).isEqualTo(Operation.DELETE);
        assertThat(event.valueStatus()).isEqualTo(ValueStatus.RETRACTED);
        assertThat(event.value()).isNull();
    }

    @Test
    void resourcesOfADeletionAreAskedFor() {
        Delivery deletion = Given.delivery(Provider.WHOOP, Given.sample("whoop/sleep.deleted.json"), Given.ORDERING);

        assertThat(Given.LINKING.resources(List.of(Given.LINKING.read(deletion)), Map.of()))
                .extracting(KnownState.ResourceKey::resourceType)
                .containsExactlyInAnyOrder("recovery", "sleep");
    }

    @Test
    void newerVersionReplacesAndOlderOneIsSuperseded() {
        KnownState state = nothingKnown();
        String sleep = Given.text("oura/rest/sleep.single.json");
        Delivery older = fetched(Provider.OURA, "sleep", "x", sleep.replace("07:58:39", "06:58:39"));
        Delivery newer =
                fetched(Provider.OURA, "sleep", "x", sleep.replace("\"average_hrv\": 43", "\"average_hrv\": 38"));
        normalise(newer, state);

        assertThat(normalise(older, state).outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(Given.event(normalise(newer, state), "hrv_rmssd|MEAN").value())
                .isEqualTo(38);
    }

    private static KnownState nothingKnown() {
        return Given.nothingKnown();
    }

    private static KnownState linked(Delivery delivery, String connectionId) {
        About about = Given.present(delivery.about());
        return Given.knowing(new Link(
                new ProviderUser(delivery.provider(), about.userId()),
                connectionId,
                "sub_7f3k",
                "emp-000123",
                null,
                ConnectionState.ACTIVE,
                0));
    }

    private static Normalised normalise(Delivery delivery, KnownState state) {
        return Given.normalise(Given.LINKING, delivery, state);
    }

    private static Delivery fetched(String sample) {
        Provider provider = sample.startsWith("oura") ? Provider.OURA : Provider.WHOOP;
        String name = sample.substring(sample.indexOf('/') + 1);
        String body = Given.text(sample.replace("/", "/rest/") + ".json");
        String type = name.substring(0, name.indexOf('.'));
        JsonNode tree = read(body.getBytes(StandardCharsets.UTF_8));
        String id = type.equals("recovery") ? SLEEP : tree.path("id").asText("2026-07-05");
        return fetched(provider, type, id, body);
    }

    private static Delivery fetched(Provider provider, String type, String id, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String user = provider == Provider.OURA ? OURA_USER : "10129";
        return Given.delivery(
                        UUID.nameUUIDFromBytes(bytes),
                        provider,
                        Channel.WEBHOOK_FETCH,
                        null,
                        Content.of(bytes, "00bd979893aee8b114bae0472830cdacdbd15dfb6ad25e9f6ab568f3e741a0d0"))
                .withAbout(new About(user, type.toLowerCase(Locale.ROOT), id, null));
    }

    private static JsonNode read(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError("not JSON", e);
        }
    }
}
