package io.bhiv.trigger.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.trigger.rule.NightSignal.Alert;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the examples, and against what the published program gave for participant P355472. */
class NightSignalTest {

    private record Night(int day, double rate, boolean imputed, int reference, String streamed, String filled) {}

    @Test
    void everyTransitionIsThePublishedOne() throws IOException {
        JsonNode table = example("nightsignal_transitions").get("expected");
        assertThat(table).hasSize(18);
        for (JsonNode row : table) {
            NightSignal signal = inState(row.get(0).asInt());
            double above = switch (row.get(1).asText()) {
                case "<+3" -> 2;
                case "+3..<+4" -> 3;
                default -> 4;
            };
            Alert alert = signal.stepWithoutFilling(1000, 60 + above);
            assertThat(signal.state()).as("%s", row).isEqualTo(row.get(2).asInt());
            assertThat(alert.level()).as("%s", row).isEqualTo(row.get(3).asInt());
        }
    }

    /** After many nights of 60, which keep the median there. */
    private static NightSignal inState(int state) {
        NightSignal signal = new NightSignal(3, 4);
        int[][] ways = {{}, {63}, {64}, {63, 63}, {63, 64}, {64, 64}};
        int day = 1000 - 200 - ways[state].length;
        for (int i = 0; i < 200; i++) {
            signal.stepWithoutFilling(day++, 60);
        }
        for (int rate : ways[state]) {
            signal.stepWithoutFilling(day++, rate);
        }
        assertThat(signal.state()).isEqualTo(state);
        return signal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"nightsignal_series_no_impute", "nightsignal_series_causal_impute"})
    void followsTheSeriesOfTheExamples(String name) throws IOException {
        JsonNode example = example(name);
        boolean fills = example.get("input").get("impute").asBoolean();
        NightSignal signal = new NightSignal(3, 4);
        for (JsonNode row : example.get("expected")) {
            int day = row.get(0).asInt();
            int rate = row.get(1).asInt();
            Alert alert = fills ? signal.step(day, rate) : signal.stepWithoutFilling(day, rate);
            assertThat(List.of(signal.state(), alert.level()))
                    .as("day %s", day)
                    .containsExactly(row.get(2).asInt(), row.get(3).asInt());
        }
    }

    @Test
    void theWholeSeriesAlertsAsThePublishedProgramDid() throws IOException {
        List<Night> nights = participant();
        List<Integer> recorded = recordedAlerts();
        SortedMap<Integer, Double> series = withReferenceImputation(nights);
        assertThat(series).hasSize(108);
        assertThat(nights.stream().filter(Night::imputed)).hasSize(7);
        NightSignal signal = new NightSignal(3, 4);
        int[] counts = new int[3];
        int row = 0;
        for (Map.Entry<Integer, Double> night : series.entrySet()) {
            Night golden = nights.get(row);
            int alert =
                    signal.stepWithoutFilling(night.getKey(), night.getValue()).level();
            counts[alert]++;
            assertThat(night.getKey()).isEqualTo(golden.day());
            assertThat(night.getValue()).isEqualTo(golden.rate());
            assertThat(alert).as("day %s", night.getKey()).isEqualTo(golden.reference());
            assertThat(alert).isEqualTo(recorded.get(row++));
        }
        assertThat(counts).containsExactly(75, 3, 30);
    }

    @Test
    void theStreamAlertsAsTheModelDoesWithAndWithoutFilling() throws IOException {
        NightSignal filling = new NightSignal(3, 4);
        NightSignal plain = new NightSignal(3, 4);
        int measured = 0;
        for (Night night : participant()) {
            if (!night.imputed()) {
                measured++;
                assertThat(String.valueOf(
                                filling.step(night.day(), (int) night.rate()).level()))
                        .isEqualTo(night.filled());
                assertThat(String.valueOf(plain.stepWithoutFilling(night.day(), night.rate())
                                .level()))
                        .isEqualTo(night.streamed());
            }
        }
        assertThat(measured).isEqualTo(101);
        assertThat(filling.nights()).isGreaterThan(plain.nights());
    }

    @Test
    void theMedianIsThatOfAllNightsWhateverTheirOrder() {
        NightSignal signal = new NightSignal(3, 4);
        List<Integer> rates = new ArrayList<>();
        for (int day = 0; day < 301; day++) {
            int rate = 40 + (day * 37) % 61;
            rates.add(rate);
            signal.stepWithoutFilling(day, rate);
            List<Integer> sorted = rates.stream().sorted().toList();
            double expected = (sorted.get((rates.size() - 1) / 2) + sorted.get(rates.size() / 2)) / 2.0;
            assertThat(signal.median()).isEqualTo(expected);
        }
    }

    /** The batch program looks ahead: a single missing night becomes the mean of its neighbours when the night after them exists too. */
    private static SortedMap<Integer, Double> withReferenceImputation(List<Night> nights) {
        TreeMap<Integer, Double> measured = new TreeMap<>();
        nights.stream().filter(night -> !night.imputed()).forEach(night -> measured.put(night.day(), night.rate()));
        TreeMap<Integer, Double> all = new TreeMap<>(measured);
        measured.forEach((day, rate) -> {
            Double after = measured.get(day + 2);
            if (!measured.containsKey(day + 1) && after != null && measured.containsKey(day + 3)) {
                all.put(day + 1, (rate + after) / 2);
            }
        });
        return all;
    }

    private static List<Night> participant() throws IOException {
        try (InputStream in = resource("/samples/nightsignal/golden_P355472.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells -> new Night(
                            (int) LocalDate.parse(cells[1]).toEpochDay(),
                            Double.parseDouble(cells[2]),
                            cells[3].equals("1"),
                            Integer.parseInt(cells[4]),
                            cells[5],
                            cells[6]))
                    .toList();
        }
    }

    private static List<Integer> recordedAlerts() throws IOException {
        try (InputStream in = resource("/samples/nightsignal/P355472_NS-signals.json")) {
            List<Integer> alerts = new ArrayList<>();
            new ObjectMapper()
                    .readTree(in)
                    .get("nightsignal")
                    .forEach(night -> alerts.add(night.get("val").asInt()));
            return alerts;
        }
    }

    private static JsonNode example(String name) throws IOException {
        try (InputStream in = resource("/samples/examples.json")) {
            for (JsonNode one : new ObjectMapper().readTree(in).get("cases")) {
                if (one.get("name").asText().equals(name)) {
                    return one;
                }
            }
        }
        throw new AssertionError("no example " + name);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(NightSignalTest.class.getResourceAsStream(name), name);
    }
}
