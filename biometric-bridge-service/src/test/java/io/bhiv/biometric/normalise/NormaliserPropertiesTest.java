package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;

class NormaliserPropertiesTest {

    private static final List<byte[]> SAMPLES = samples();

    @Property(tries = 5_000)
    void noMutationOfASampleMakesItThrow(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = mutated(SAMPLES.get(random.nextInt(SAMPLES.size())), random);
        for (Provider provider : List.of(Provider.TERRA, Provider.OURA, Provider.WHOOP)) {
            Delivery delivery = Given.delivery(provider, body, Given.ORDERING);
            Reading reading = Given.LINKING.read(delivery);
            Normalised normalised = Given.LINKING.normalise(delivery, reading, Given.nothingKnown());
            assertThat(Given.LINKING.resources(List.of(reading), Map.of()))
                    .containsAll(normalised.resources().keySet());
            EventSchema.assertValid(normalised.events());
        }
    }

    @Property(tries = 2_000)
    void startIsTheWrittenInstantAndTheDayIsCopied(
            @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes,
            @ForAll @IntRange(max = 2_000_000_000) int secondsSince1970,
            @ForAll @IntRange(max = 999_999) int micros) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(offsetMinutes * 60);
        OffsetDateTime time = LocalDateTime.ofEpochSecond(secondsSince1970, micros * 1_000, ZoneOffset.UTC)
                .atOffset(offset);
        BiometricEvent event = steps(time.toString(), 1);
        assertThat(event.effective().start()).isEqualTo(time.toInstant());
        assertThat(event.effective().localDate()).isEqualTo(time.toLocalDate());
        assertThat(event.idempotencyKey()).contains("|daily|" + time.toLocalDate() + "|");
        assertThat(event.effective().zoneOffset()).isEqualTo(offset.getId());
        EventSchema.assertValid(List.of(event));
    }

    @Property(tries = 2_000)
    void valueGoesThroughUnchanged(@ForAll @DoubleRange(min = -1e300, max = 1e300) double value) {
        assertThat(steps("2026-07-05T00:00:00+02:00", value).value()).isEqualTo(value);
    }

    @Property(tries = 2_000)
    void differentResourcesNeverShareAKey(@ForAll("ids") String one, @ForAll("ids") String other) {
        assertThat(key(one).equals(key(other))).isEqualTo(one.equals(other));
    }

    @Property(tries = 500)
    void everyKeyFitsAndIsStable(@ForAll @NotBlank @StringLength(max = 300) String id) {
        String key = Ids.idempotencyKey(
                Provider.TERRA,
                new ResourceKey("con_1", "sleep", Ids.resourceId(id)),
                "other:" + "x".repeat(id.length()) + "|MEAN");
        assertThat(key.length()).isLessThanOrEqualTo(512);
        assertThat(Ids.event(key, 1)).isEqualTo(Ids.event(key, 1)).isNotEqualTo(Ids.event(key, 2));
    }

    /** Whatever the order of arrival, the last version wins, and what it does not have is gone. */
    @Property(tries = 300)
    void consumersEndWithTheNewestVersionWhateverTheOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<Delivery> versions = new ArrayList<>();
        for (int version = 1; version <= 5; version++) {
            versions.add(version(version, random.nextInt(16)));
        }
        Delivery newest = versions.getLast();
        java.util.Collections.shuffle(versions, random);
        Map<String, BiometricEvent> sink = new HashMap<>();
        KnownState state = Given.nothingKnown();
        versions.forEach(delivery -> Given.normalise(Given.LINKING, delivery, state)
                .events()
                .forEach(event -> sink.merge(
                        event.idempotencyKey(),
                        event,
                        (a, b) -> Given.present(b.revision()) >= Given.present(a.revision()) ? b : a)));
        List<String> standing = sink.values().stream()
                .filter(event -> event.operation() == Operation.UPSERT)
                .map(BiometricEvent::idempotencyKey)
                .sorted()
                .toList();
        assertThat(standing)
                .isEqualTo(Given.normalise(Given.LINKING, newest, Given.nothingKnown()).events().stream()
                        .map(BiometricEvent::idempotencyKey)
                        .sorted()
                        .toList());
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.of("a", "a|b", "a%7Cb", "b", "x".repeat(199), "x".repeat(198) + "y", "sha256:1");
    }

    private static String key(String summaryId) {
        String body = "{\"type\":\"activity\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"metadata\":{\"summary_id\":\""
                + summaryId + "\",\"start_time\":\"2026-07-05T00:00:00Z\"}}]}";
        return Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown())
                .events()
                .getFirst()
                .idempotencyKey();
    }

    private static BiometricEvent steps(String start, double value) {
        String body = "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"metadata\":{\"start_time\":\""
                + start + "\",\"timestamp_localization\":1},\"distance_data\":{\"steps\":" + value + "}}]}";
        return Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown())
                .events()
                .getFirst();
    }

    private static Delivery version(int number, int fields) {
        List<String> parts = new ArrayList<>(List.of("\"metadata\":{\"start_time\":\"2026-07-05T00:00:00Z\"}"));
        String[] optional = {
            "\"distance_data\":{\"steps\":" + number + "}",
            "\"strain_data\":{\"strain_level\":" + number + "}",
            "\"scores\":{\"sleep\":" + number + "}",
            "\"calories_data\":{\"BMR_calories\":" + number + "}"
        };
        for (int field = 0; field < optional.length; field++) {
            if ((fields & (1 << field)) != 0) {
                parts.add(optional[field]);
            }
        }
        return Given.terra(
                "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[{" + String.join(",", parts) + "}]}",
                Given.ORDERING + number);
    }

    private static byte[] mutated(byte[] sample, Random random) {
        byte[] body = sample.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(body.length);
            body = switch (random.nextInt(4)) {
                case 0 -> replaced(body, at, new byte[] {(byte) random.nextInt(256)}, 1);
                case 1 -> replaced(body, at, new byte[0], 1 + random.nextInt(40));
                case 2 -> replaced(body, at, TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8), 0);
                default -> valueReplaced(body, at, TOKENS[random.nextInt(TOKENS.length)]);
            };
            if (body.length == 0) {
                return body;
            }
        }
        return body;
    }

    private static final String[] TOKENS = {
        "null",
        "true",
        "-1",
        "1e308",
        "1e999",
        "0.1",
        "\"\"",
        "\"2026-13-45T99:99:99Z\"",
        "[]",
        "{}",
        "[null]",
        "[{\"timestamp\":null}]",
        "\"\\ud800\"",
        "9223372036854775808",
        "\"-999999999-01-01T00:00:00Z\"",
        ",",
        "}"
    };

    /** Puts a token in place of the JSON value after the next colon: the document mostly stays well-formed. */
    private static byte[] valueReplaced(byte[] body, int from, String token) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(": ", from);
        int end = colon < 0 ? -1 : text.indexOf('\n', colon);
        if (end < 0) {
            return body;
        }
        String comma = text.charAt(end - 1) == ',' ? "," : "";
        return (text.substring(0, colon + 2) + token + comma + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] replaced(byte[] body, int at, byte[] with, int length) {
        int to = Math.min(body.length, at + length);
        byte[] result = new byte[at + with.length + body.length - to];
        System.arraycopy(body, 0, result, 0, at);
        System.arraycopy(with, 0, result, at, with.length);
        System.arraycopy(body, to, result, at + with.length, body.length - to);
        return result;
    }

    private static List<byte[]> samples() {
        List<byte[]> samples = new ArrayList<>();
        for (String provider : List.of("terra", "oura", "whoop")) {
            try (Stream<Path> files = Files.list(Path.of("src/test/resources/samples", provider))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    samples.add(Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return samples;
    }
}
