package io.bhiv.trigger.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Baselines of the examples, and against their definition computed the slow way. */
class SortedTest {

    @ParameterizedTest
    @ValueSource(strings = {"baseline_clean", "baseline_one_outlier", "baseline_floor"})
    void theBaselineIsThatOfTheExamples(String name) throws IOException {
        JsonNode example = example(name);
        Sorted sorted = of(doubles(example.get("input").get("ln_rmssd")));
        Baseline found = Objects.requireNonNull(sorted.baseline(
                example.get("input").get("floor").asDouble(),
                example.get("input").get("hampel_k").asDouble()));
        JsonNode expected = example.get("expected");
        assertThat(found.mean()).isCloseTo(expected.get("m").asDouble(), within(1e-6));
        assertThat(found.deviation()).isCloseTo(expected.get("s").asDouble(), within(1e-6));
        assertThat(found.median()).isCloseTo(expected.get("med").asDouble(), within(1e-6));
        assertThat(found.inliers()).isEqualTo(expected.get("n").asInt());
    }

    @Test
    void theRankIsThatOfTheExamples() throws IOException {
        JsonNode example = example("conformal_p");
        double[] base = doubles(example.get("input").get("base"));
        Sorted sorted = of(base);
        JsonNode expected = example.get("expected");
        assertThat(p(sorted, 3.8, base.length)).isCloseTo(expected.get("p").asDouble(), within(1e-6));
        assertThat(p(sorted, 3.9, base.length))
                .isCloseTo(expected.get("p_at_3.9").asDouble(), within(1e-6));
        assertThat(p(sorted, 4.2, base.length))
                .isCloseTo(expected.get("p_at_4.2").asDouble(), within(1e-6));
    }

    private static double p(Sorted sorted, double x, int size) {
        return (1.0 + sorted.atLeastAsExtreme(x, -1)) / (size + 1);
    }

    @Test
    void oneValueIsNoBaseline() {
        assertThat(of(4.0).baseline(0.05, 3.5)).isNull();
    }

    @Test
    void ofManyEqualValuesAndOneFarAwayTheFarOneIsTheOutlier() {
        double[] values = new double[15];
        Arrays.fill(values, 0, 14, 34.3);
        values[14] = 36;
        Baseline found = Objects.requireNonNull(of(values).baseline(0.15, 3.5));
        assertThat(found.mean()).isEqualTo(34.3);
        assertThat(found.inliers()).isEqualTo(14);
    }

    @Property(tries = 300)
    void anyBaselineIsItsDefinition(
            @ForAll @Size(min = 2, max = 60) List<@DoubleRange(min = -5, max = 5) Double> drawn) {
        double[] values = drawn.stream().mapToDouble(Double::doubleValue).toArray();
        double median = median(values);
        double[] distances =
                Arrays.stream(values).map(v -> Math.abs(v - median)).toArray();
        double limit = 3.5 * Math.max(1.4826 * median(distances), 0.05);
        double[] inliers =
                Arrays.stream(values).filter(v -> Math.abs(v - median) <= limit).toArray();
        Baseline found = of(values).baseline(0.05, 3.5);
        if (inliers.length < 2) {
            assertThat(found).isNull();
            return;
        }
        Objects.requireNonNull(found);
        double mean = Arrays.stream(inliers).average().orElseThrow();
        double variance =
                Arrays.stream(inliers).map(v -> (v - mean) * (v - mean)).sum() / (inliers.length - 1);
        assertThat(found.median()).isEqualTo(median);
        assertThat(found.inliers()).isEqualTo(inliers.length);
        assertThat(found.mean()).isCloseTo(mean, within(1e-12));
        assertThat(found.deviation()).isCloseTo(Math.max(Math.sqrt(variance), 0.05), within(1e-9));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static Sorted of(double... values) {
        Sorted sorted = new Sorted(67);
        for (double value : values) {
            sorted.add(value);
        }
        return sorted;
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asDouble();
        }
        return values;
    }

    private static JsonNode example(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SortedTest.class.getResourceAsStream("/samples/examples.json"))) {
            for (JsonNode one : new ObjectMapper().readTree(in).get("cases")) {
                if (one.get("name").asText().equals(name)) {
                    return one;
                }
            }
        }
        throw new AssertionError("no example " + name);
    }
}
