package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Samples of Terra's dialect with parts of their trees replaced, doubled, moved and renamed: well-formed JSON of every wrong shape.
 *
 * <p>Each round has a seed of its own, the first one plus its number; {@code biometric.fuzz.seed} repeats a round that failed.
 */
class TerraFuzzTest {

    private static final int ROUNDS = Integer.getInteger("biometric.fuzz.rounds", 3_000);
    private static final long FIRST_SEED = Long.getLong("biometric.fuzz.seed", 20_260_705L);
    private static final int ROUNDS_PER_SCHEMA_CHECK = 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<JsonNode> SAMPLES = samples();

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "-0.0",
            "4",
            "1e308",
            "9223372036854775807",
            "-9223372036854775809",
            "0.1",
            "\"\"",
            "\" \"",
            "\"a\\u0000b\"",
            "\"a\\nb\"",
            "\"\\ud800\"",
            "\"|%7C\"",
            "\"\\u202e\"",
            "\"2026-07-05T00:00:00.000000+02:00\"",
            "\"2026-07-05\"",
            "\"0000-00-00T25:61:61Z\"",
            "\"+999999999-12-31T23:59:59+18:00\"",
            "[]",
            "{}",
            "[null]",
            "[[[[]]]]",
            "{\"timestamp\":null}",
            "[{\"timestamp\":\"2026-07-05T00:00:00Z\",\"bpm\":0,\"hrv_rmssd\":-1,\"type\":1,\"level\":99}]");

    @Test
    void everyWrongShapeIsReadParkedOrDroppedAndNeverThrown() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = FIRST_SEED + round;
            byte[] body = JSON.writeValueAsBytes(mutated(new Random(seed)));
            try {
                check(body, round % ROUNDS_PER_SCHEMA_CHECK == 0);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void check(byte[] body, boolean withSchema) {
        Delivery delivery = Given.delivery(Provider.TERRA, body, Given.ORDERING);
        KnownState state = Given.nothingKnown();
        Reading reading = Given.LINKING.read(delivery);
        Normalised normalised = Given.LINKING.normalise(delivery, reading, state);

        assertThat(normalised.events())
                .extracting(BiometricEvent::idempotencyKey)
                .doesNotHaveDuplicates()
                .allSatisfy(key -> assertThat(key).doesNotContain("\n").hasSizeLessThanOrEqualTo(512));
        normalised.events().forEach(event -> assertThat(EventJson.bytes(event)).isNotEmpty());
        for (EmittedResource resource : normalised.resources().values()) {
            assertThat(String.join("\n", resource.facts()).lines())
                    .containsExactlyInAnyOrderElementsOf(resource.facts());
        }
        assertThat(Given.LINKING.resources(List.of(reading), Map.of()))
                .containsAll(normalised.resources().keySet());
        state.remember(normalised);
        assertThat(Given.LINKING.normalise(delivery, reading, state).events()).isEqualTo(normalised.events());
        if (withSchema) {
            EventSchema.assertValid(normalised.events());
        }
    }

    private static JsonNode mutated(Random random) throws IOException {
        JsonNode body = SAMPLES.get(random.nextInt(SAMPLES.size())).deepCopy();
        for (int change = random.nextInt(5); change >= 0; change--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(body, containers);
            if (!containers.isEmpty()) {
                change(containers.get(random.nextInt(containers.size())), random, containers);
            }
        }
        return body;
    }

    private static void change(JsonNode container, Random random, List<JsonNode> containers) throws IOException {
        JsonNode value = random.nextInt(4) == 0
                ? containers.get(random.nextInt(containers.size())).deepCopy()
                : JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        if (container instanceof ArrayNode array) {
            switch (random.nextInt(3)) {
                case 0 -> array.add(value);
                case 1 -> array.insert(0, value);
                default -> array.removeAll();
            }
        } else if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(names.get(random.nextInt(names.size())), object.get(name));
                default -> object.set(name, value);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static List<JsonNode> samples() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/samples/terra"))) {
            List<JsonNode> samples = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                samples.add(JSON.readTree(file.toFile()));
            }
            return samples;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
