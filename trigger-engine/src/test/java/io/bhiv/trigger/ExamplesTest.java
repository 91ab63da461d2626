package io.bhiv.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.Rejection.Reason;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.rule.Readings;
import java.io.IOException;
import java.io.InputStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every history of {@code samples/examples.json}, to 1e-6. */
class ExamplesTest {

    /** The examples were made before a value that no device can have measured was kept from the fixed rule. */
    private static final Parameters EVERY_VALUE = Parameters.DEFAULTS.withFixed(
            new Parameters.Fixed(25, 40, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));

    private static final double TOLERANCE = 1e-6;

    static JsonNode examples() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ExamplesTest.class.getResourceAsStream("/samples/examples.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void noExampleIsForgotten() throws IOException {
        // 16 histories here, the 4 of statistics in SortedTest, the 3 of NightSignal in NightSignalTest.
        assertThat(examples().get("cases")).hasSize(23);
        assertThat(histories()).hasSize(15);
    }

    private static List<JsonNode> histories() throws IOException {
        List<JsonNode> histories = new ArrayList<>();
        examples().get("cases").forEach(one -> {
            if (one.get("input").has("nights")) {
                histories.add(one);
            }
        });
        return histories;
    }

    @TestFactory
    Stream<DynamicTest> everyHistoryGivesWhatTheModelGives() throws IOException {
        return histories().stream()
                .map(one -> DynamicTest.dynamicTest(one.get("name").asText(), () -> check(one)));
    }

    @Test
    void fixedLimitsAreStrict() throws IOException {
        JsonNode example = example("fixed_thresholds");
        TriggerEngine engine = new TriggerEngine(Mode.FIXED, Parameters.DEFAULTS);
        for (int i = 0; i < example.get("expected").size(); i++) {
            double rmssd = example.get("input").get("rmssd_ms").get(i).asDouble();
            Evaluation evaluation =
                    engine.replay("u", PersonState.NEW, List.of(Histories.value(0, Metric.RMSSD, rmssd)));
            JsonNode expected = example.get("expected").get(i);
            List<Outcome> outcomes = evaluation.nights().getFirst().outcomes();
            if (expected.isNull()) {
                assertThat(outcomes).as("%s ms", rmssd).isEmpty();
            } else {
                Trigger trigger = outcomes.getFirst().trigger();
                assertThat(List.of(
                                trigger.severity().name(),
                                trigger.type().name(),
                                trigger.recommendation().wireName()))
                        .as("%s ms", rmssd)
                        .containsExactly(
                                expected.get("severity").asText(),
                                expected.get("type").asText(),
                                expected.get("recommendation").asText());
            }
        }
    }

    private static JsonNode example(String name) throws IOException {
        for (JsonNode one : examples().get("cases")) {
            if (one.get("name").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no example " + name);
    }

    private static void check(JsonNode example) {
        Mode mode = Mode.ofWireName(example.get("input").get("mode").asText()).orElseThrow();
        List<OfNight> arrivals = new ArrayList<>();
        example.get("input")
                .get("nights")
                .forEach(night -> night.get(1).properties().forEach(value -> {
                    Metric metric = Metric.ofWireName(value.getKey()).orElseThrow();
                    arrivals.add(Histories.value(
                            night.get(0).asInt(), metric, value.getValue().asDouble()));
                }));
        Evaluation evaluation = new TriggerEngine(mode, EVERY_VALUE).replay("u", PersonState.NEW, arrivals);
        Map<Integer, NightResult> byDay = new HashMap<>();
        evaluation.nights().forEach(night -> byDay.put(day(night), night));
        assertThat(example.get("expected")).isNotEmpty();
        for (JsonNode expected : example.get("expected")) {
            int day = expected.get("day").asInt();
            NightResult night = byDay.get(day);
            if (night == null || isRejected(expected)) {
                assertThat(expected.get("rmssd").get("rejected").asText()).isEqualTo("implausible");
                assertThat(evaluation.rejected())
                        .anyMatch(one -> one.reason() == Reason.IMPLAUSIBLE
                                && one.arrival().night().equals(Histories.night(day)));
            }
            if (night == null) {
                assertThat(expected.get("raw")).isEmpty();
            } else {
                check(expected, night);
            }
        }
    }

    private static boolean isRejected(JsonNode expected) {
        return expected.path("rmssd").has("rejected");
    }

    private static int day(NightResult night) {
        return (int) ChronoUnit.DAYS.between(Histories.DAY_0, night.night());
    }

    private static void check(JsonNode expected, NightResult night) {
        List<String> raw = new ArrayList<>();
        List<String> notified = new ArrayList<>();
        List<String> suppressed = new ArrayList<>();
        for (Outcome outcome : night.outcomes()) {
            Trigger trigger = outcome.trigger();
            String head = trigger.rule() + " " + trigger.severity() + " ";
            raw.add(head + trigger.type());
            switch (outcome) {
                case Outcome.Notified one ->
                    notified.add(head + trigger.type() + " "
                            + trigger.recommendation().wireName() + " "
                            + ChronoUnit.DAYS.between(Histories.DAY_0, trigger.openedOn()));
                case Outcome.Suppressed one ->
                    suppressed.add(head + one.reason().wireName());
                case Outcome.Noted one -> throw new AssertionError("nothing is noted by default");
            }
        }
        assertThat(raw).as("raw %s", night.night()).isEqualTo(words(expected.get("raw")));
        assertThat(notified).as("notify %s", night.night()).isEqualTo(words(expected.get("notify")));
        assertThat(suppressed).as("suppressed %s", night.night()).isEqualTo(words(expected.get("suppressed")));
        List<String> unusual =
                night.readings().unusual().stream().map(Metric::wireName).toList();
        List<String> hits = new ArrayList<>();
        expected.path("fusion_hits").forEach(hit -> hits.add(hit.asText()));
        assertThat(unusual).isEqualTo(hits);
        for (Metric metric : Metric.values()) {
            if (expected.has(metric.wireName())
                    && !expected.get(metric.wireName()).has("rejected")) {
                check(metric, expected.get(metric.wireName()), night);
            }
        }
    }

    private static List<String> words(JsonNode lists) {
        List<String> lines = new ArrayList<>();
        lists.forEach(list -> {
            List<String> words = new ArrayList<>();
            list.forEach(word -> words.add(word.asText()));
            lines.add(String.join(" ", words));
        });
        return lines;
    }

    private static void check(Metric metric, JsonNode expected, NightResult night) {
        Statistics found = Objects.requireNonNull(night.statistics().get(metric));
        Map<String, Double> numbers = new HashMap<>();
        numbers.put("x", found.x());
        numbers.put("n_base", (double) found.baseCount());
        numbers.put("n_recent", (double) found.recentCount());
        if (found.usual() != null) {
            numbers.put("m", found.usual().mean());
            numbers.put("s", found.usual().deviation());
            numbers.put("n_in", (double) found.usual().inliers());
        }
        numbers.put("z", found.z());
        numbers.put("za", found.unusual());
        numbers.put("delta", found.delta());
        numbers.put("mean7", found.recentMean());
        numbers.put("p", found.p());
        Readings readings = night.readings();
        numbers.put("trend_d", readings.trend());
        numbers.put("trend_level", (double) readings.trendLevel());
        numbers.put("W", readings.cusum());
        numbers.put("phi", readings.phi());
        numbers.put("r", readings.residual());
        numbers.put("ns_state", (double) readings.nightSignalState());
        expected.properties().forEach(entry -> {
            if (entry.getValue().isBoolean()) {
                assertThat(found.isReady())
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue().asBoolean());
            } else {
                assertThat(numbers.get(entry.getKey()))
                        .as("%s %s of %s", metric, entry.getKey(), night.night())
                        .isCloseTo(entry.getValue().asDouble(), within(TOLERANCE));
            }
        });
    }
}
