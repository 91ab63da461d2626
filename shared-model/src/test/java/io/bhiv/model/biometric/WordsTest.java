package io.bhiv.model.biometric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.model.trigger.Evidence;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Priority;
import io.bhiv.model.trigger.Recommendation;
import io.bhiv.model.trigger.Severity;
import io.bhiv.model.trigger.TriggerType;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WordsTest {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    @ParameterizedTest
    @MethodSource("enumsOfTheSchema")
    void enumHasExactlyTheWordsOfTheSchema(String pointer, Class<? extends Enum<?>> words) throws Exception {
        List<String> schema = JSON.convertValue(
                schema().at(pointer + "/enum"),
                JSON.getTypeFactory().constructCollectionType(List.class, String.class));
        List<String> ours = Arrays.stream(words.getEnumConstants())
                .map(word -> JSON.convertValue(word, String.class))
                .toList();
        assertThat(ours)
                .containsExactlyInAnyOrderElementsOf(
                        schema.stream().filter(word -> word != null).toList());
    }

    static Stream<Arguments> enumsOfTheSchema() {
        return Stream.of(
                Arguments.of("/properties/metric", Metric.class),
                Arguments.of("/properties/operation", Operation.class),
                Arguments.of("/properties/event_kind", EventKind.class),
                Arguments.of("/properties/value_status", ValueStatus.class),
                Arguments.of("/properties/statistic", Statistic.class),
                Arguments.of("/properties/context", MeasurementContext.class),
                Arguments.of("/properties/effective/properties/zone_source", ZoneSource.class),
                Arguments.of("/properties/provenance/properties/provider", Provider.class),
                Arguments.of("/properties/provenance/properties/channel", Channel.class),
                Arguments.of("/properties/connection/properties/state", ConnectionState.class));
    }

    @Test
    void recordsHaveExactlyTheFieldsOfTheSchema() throws Exception {
        JsonNode written = JSON.valueToTree(fullEvent());
        assertSameFields(written, schema().get("properties"));
    }

    @Test
    void everyFieldIsInSnakeCase() throws Exception {
        assertThat(namesIn(JSON.valueToTree(fullEvent()))).allMatch(name -> name.matches("[a-z0-9_]+"));
        assertThat(JSON.valueToTree(fullEvent()).get("schema_version").asText()).isEqualTo("1.0");
    }

    private static Stream<String> namesIn(JsonNode node) {
        Stream<String> own = node.properties().stream().map(Map.Entry::getKey);
        return Stream.concat(own, node.valueStream().flatMap(WordsTest::namesIn));
    }

    private static void assertSameFields(JsonNode written, JsonNode properties) {
        assertThat(written.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(() -> properties.fieldNames());
        written.properties().forEach(field -> {
            JsonNode nested = properties.get(field.getKey()).get("properties");
            if (nested != null) {
                assertSameFields(field.getValue(), nested);
            }
        });
    }

    @Test
    void eventSurvivesTheWire() throws Exception {
        BiometricEvent event = fullEvent();
        assertThat(JSON.readValue(JSON.writeValueAsBytes(event), BiometricEvent.class))
                .isEqualTo(event);
    }

    @Test
    void instantsAreWrittenInUtcWithThreeDecimals() {
        assertThat(JSON.valueToTree(fullEvent()).at("/effective/start").asText())
                .isEqualTo("2026-07-04T21:24:30.000Z");
        assertThat(JSON.valueToTree(fullEvent()).at("/effective/local_date").asText())
                .isEqualTo("2026-07-05");
    }

    @Test
    void missingValueIsWrittenAsNull() {
        JsonNode value = JSON.valueToTree(fullEvent()).get("value");
        assertThat(value.isNull()).isTrue();
    }

    @Test
    void triggerSpeaksSnakeCase() {
        JsonNode trigger = JSON.valueToTree(trigger());
        assertThat(trigger.get("trigger_id").isTextual()).isTrue();
        assertThat(trigger.get("occurred_at").asText()).isEqualTo("2026-07-05T05:12:44.000Z");
        assertThat(trigger.get("recommendation").asText()).isEqualTo("immediate_stress_protocol");
        assertThat(trigger.at("/evidence/metric").asText()).isEqualTo("hrv_rmssd");
        assertThat(JSON.convertValue(Priority.NORMAL, String.class)).isEqualTo("normal");
    }

    @Test
    void nothingOfAPersonIsPrinted() {
        String printed = fullEvent().toString()
                + fullEvent().identity()
                + fullEvent().observation()
                + fullEvent().subject()
                + fullEvent().series()
                + fullEvent().session()
                + fullEvent().provenance()
                + fullEvent().connection()
                + trigger()
                + trigger().evidence();
        assertThat(printed).doesNotContain("19.25", "vendor-user", "emp-1");
    }

    @Test
    void everyWordIsKnownToTheNativeImage() throws Exception {
        JsonNode metadata =
                JSON.readTree(resource("/META-INF/native-image/io.bhiv/shared-model/reachability-metadata.json"));
        assertThat(metadata.get("reflection").findValuesAsText("type"))
                .contains(names(BiometricEvent.class))
                .contains(names(HealthTrigger.class))
                .contains(names(Evidence.class))
                .contains(Priority.class.getName());
    }

    private static String[] names(Class<?> type) {
        Stream<Class<?>> parts = Arrays.stream(type.getRecordComponents()).map(part -> (Class<?>) part.getType());
        return Stream.concat(Stream.of(type), parts)
                .filter(part -> part.getName().startsWith("io.bhiv"))
                .map(Class::getName)
                .toArray(String[]::new);
    }

    private static JsonNode schema() throws Exception {
        return JSON.readTree(resource(BiometricEvent.SCHEMA_RESOURCE));
    }

    private static InputStream resource(String path) {
        InputStream stream = WordsTest.class.getResourceAsStream(path);
        assertThat(stream).as(path).isNotNull();
        return stream;
    }

    private static HealthTrigger trigger() {
        return new HealthTrigger(
                new UUID(1, 2),
                new UUID(3, 4),
                "acme",
                "sub_1",
                "con_1",
                "FIXED_RMSSD",
                TriggerType.URGENT_INTERVENTION,
                Severity.CRITICAL,
                Recommendation.IMMEDIATE_STRESS_PROTOCOL,
                Evidence.ofLimit(
                        Metric.HRV_RMSSD,
                        19.25,
                        "ms",
                        25,
                        Statistic.MEAN,
                        MeasurementContext.SLEEP,
                        "terra:oura",
                        "2026-07-05"),
                "19.25 ms is below 25 ms",
                HealthTrigger.DISCLAIMER,
                Instant.parse("2026-07-05T05:12:44Z"),
                Instant.parse("2026-07-05T06:41:15.250Z"),
                null);
    }

    private static BiometricEvent fullEvent() {
        Instant start = Instant.parse("2026-07-04T21:24:30Z");
        return new BiometricEvent(
                BiometricEvent.SCHEMA_VERSION,
                new Identity(
                        new UUID(1, 2),
                        "terra|con_1|sleep|x|hrv_rmssd|SERIES",
                        1783233674600L,
                        Operation.UPSERT,
                        "acme",
                        new Subject("sub_1", "con_1", "vendor-user", "emp-1")),
                new Observation(
                        EventKind.SERIES,
                        Metric.HRV_RMSSD,
                        "sleep.hrv",
                        List.of(new Coding("http://loinc.org", "80404-7", "SDNN")),
                        null,
                        "ms",
                        ValueStatus.PRESENT,
                        Statistic.MEAN,
                        MeasurementContext.SLEEP,
                        new Series(start, 300.0, List.of(0.0), List.of(19.25)),
                        new Session("night", "cycle", true, "long", List.of(Map.of("stage", "DEEP"))),
                        new Quality("SCORED", false, true, false, false, 0.5)),
                new Effective(start, start, "+02:00", LocalDate.of(2026, 7, 5), ZoneSource.PROVIDER),
                new Provenance(
                        Provider.TERRA,
                        "oura",
                        Channel.WEBHOOK_INLINE,
                        "sleep",
                        "night",
                        "1",
                        start,
                        "vendor-user|sleep",
                        "reference",
                        start,
                        start,
                        "ref",
                        "00",
                        "$.data[0]",
                        new Device("Oura", "Ring", "2", "h"),
                        "algorithm",
                        "0.1.0",
                        false),
                new Connection(ConnectionState.REAUTH, "vendor-user", List.of("a"), List.of("b"), "why"),
                Map.of("key", "text"));
    }
}
