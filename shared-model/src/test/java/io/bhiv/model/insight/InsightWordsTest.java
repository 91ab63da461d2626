package io.bhiv.model.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InsightWordsTest {

    private static final Instant AT = Instant.parse("2026-07-05T06:41:15.250Z");
    private static final UUID BOOT = new UUID(1, 2);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    @ParameterizedTest
    @MethodSource("records")
    void recordSurvivesTheWire(InsightRecord record) throws Exception {
        assertThat(JSON.readValue(JSON.writeValueAsBytes(record), InsightRecord.class))
                .isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyFieldIsInSnakeCase(InsightRecord record) {
        assertThat(namesIn(JSON.valueToTree(record))).allMatch(name -> name.matches("[a-z0-9_]+"));
    }

    @Test
    void theFieldRecordTellsWhichItIs() {
        assertThat(JSON.valueToTree(report(vitals())).get("record").asText()).isEqualTo("report");
        assertThat(JSON.valueToTree(event()).get("record").asText()).isEqualTo("event");
    }

    @Test
    void namesAndTimesAreText() {
        JsonNode event = JSON.valueToTree(event());
        JsonNode dependency = JSON.valueToTree(report(vitals())).at("/vitals/dependencies/0");

        assertThat(event.get("at").asText()).isEqualTo("2026-07-05T06:41:15.250Z");
        assertThat(event.get("kind").asText()).isEqualTo("breaker");
        assertThat(event.get("severity").asText()).isEqualTo("warning");
        assertThat(dependency.get("state").asText()).isEqualTo("down");
        assertThat(dependency.get("next_probe").asText()).isEqualTo("2026-07-05T06:41:15.250Z");
    }

    /** Replicas of two versions report side by side, and the page refuses a record that lacks a number. */
    @Test
    void whatAnOlderVersionDoesNotSayIsMissingAndNotRefused() throws Exception {
        ObjectNode report = JSON.valueToTree(report(vitals()));
        ((ObjectNode) report.at("/vitals/tallies/0")).remove(List.of("older_pending", "older_parked", "older_dead"));
        ((ObjectNode) report.at("/vitals/loops/0")).remove(List.of("turn_ms", "overdue_ms"));
        ((ObjectNode) report.at("/timings/0")).remove("buckets");

        InsightReport read = (InsightReport) JSON.readerFor(InsightRecord.class)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .readValue(report);

        Vitals vitals = Objects.requireNonNull(read.vitals());
        assertThat(vitals.tallies().getFirst().allPending()).isEqualTo(1);
        assertThat(vitals.loops().getFirst().isHeldUp()).isFalse();
        assertThat(vitals.loops().getFirst().isOverdue()).isFalse();
        assertThat(read.timings().getFirst().buckets()).isNull();
    }

    @Test
    void aReportWithoutVitalsHasNoSuchField() {
        assertThat(JSON.valueToTree(report(null)).has("vitals")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // received, refused, duplicate, stored, published, parked, dead, dropped, pending, and rows: stored, pending,
        // parked, dead
        "10, 2, 1, 7, 3, 1, 1, 1, 1,   7, 1, 1, 1,   true",
        "0, 0, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0, 0,   true",
        "10, 2, 1, 7, 3, 1, 1, 1, 1,   6, 1, 1, 1,   false",
        "10, 2, 1, 7, 3, 1, 1, 1, 1,   8, 1, 1, 1,   false",
        "10, 2, 1, 7, 3, 1, 1, 1, 1,   7, 0, 1, 1,   false",
        "10, 2, 1, 7, 3, 1, 1, 1, 1,   7, 1, 0, 1,   false",
        "10, 2, 1, 7, 3, 1, 1, 1, 1,   7, 1, 1, 0,   false",
        "11, 2, 1, 7, 3, 1, 1, 1, 1,   7, 1, 1, 1,   false",
        "10, 2, 1, 7, 3, 1, 1, 1, 2,   7, 2, 1, 1,   false"
    })
    void aTallyIsBalancedWhereItAddsUpAndTheRowsAgree(
            long received,
            long refused,
            long duplicate,
            long stored,
            long published,
            long parked,
            long dead,
            long dropped,
            long pending,
            long countedStored,
            long countedPending,
            long countedParked,
            long countedDead,
            boolean balanced) {
        TallyReading reading = new TallyReading(
                "oura-webhook",
                AT,
                AT,
                received,
                refused,
                duplicate,
                stored,
                published,
                parked,
                dead,
                dropped,
                pending,
                countedStored,
                countedPending,
                countedParked,
                countedDead,
                70L,
                8L,
                9L,
                AT);

        assertThat(reading.isBalanced()).isEqualTo(balanced);
    }

    @Test
    void everyWordIsKnownToTheNativeImage() throws Exception {
        try (InputStream metadata = InsightWordsTest.class.getResourceAsStream(
                "/META-INF/native-image/io.bhiv/shared-model/reachability-metadata.json")) {
            assertThat(JSON.readTree(metadata).get("reflection").findValuesAsText("type"))
                    .contains(Stream.of(
                                    InsightRecord.class,
                                    InsightReport.class,
                                    InsightEvent.class,
                                    InsightEvent.Kind.class,
                                    InsightEvent.Severity.class,
                                    CountDelta.class,
                                    Timing.class,
                                    Vitals.class,
                                    GaugeReading.class,
                                    LoopReading.class,
                                    DependencyReading.class,
                                    DependencyReading.State.class,
                                    TallyReading.class,
                                    MinuteDifference.class)
                            .map(Class::getName)
                            .toArray(String[]::new));
        }
    }

    private static Stream<InsightRecord> records() {
        return Stream.of(report(vitals()), report(null), event());
    }

    private static InsightReport report(@org.jspecify.annotations.Nullable Vitals vitals) {
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                "biometric-bridge-service",
                "host-1",
                BOOT,
                7,
                AT,
                1000,
                AT,
                List.of(new CountDelta("oura-webhook", "refused", "signature", 3)),
                List.of(new Timing(
                        "acknowledgement",
                        "oura-webhook",
                        2,
                        5.5,
                        2.0,
                        3.5,
                        3.5,
                        new TreeMap<>(Map.of(70, 1L, 75, 1L)))),
                vitals,
                null);
    }

    private static Vitals vitals() {
        return new Vitals(
                false,
                List.of("postgresql"),
                List.of(new GaugeReading("bridge.outbox.rows", Map.of("table", "outbox"), 12)),
                List.of(new LoopReading("relay-sweeper", 400, 60_000, 0, 7L, 9L)),
                List.of(new DependencyReading("kafka", DependencyReading.State.DOWN, "open", AT, 12.5)),
                List.of(new TallyReading(
                        "oura-webhook", AT, AT, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 4L, 5L, 6L, AT)));
    }

    private static InsightEvent event() {
        return new InsightEvent(
                InsightRecord.SCHEMA_VERSION,
                "biometric-bridge-service",
                "host-1",
                BOOT,
                8,
                AT,
                InsightEvent.Kind.BREAKER,
                InsightEvent.Severity.WARNING,
                "kafka",
                "open",
                "closed → open",
                1,
                0);
    }

    private static Stream<String> namesIn(JsonNode node) {
        Stream<String> own = node.properties().stream().map(Map.Entry::getKey);
        return Stream.concat(own, node.valueStream().flatMap(InsightWordsTest::namesIn));
    }
}
