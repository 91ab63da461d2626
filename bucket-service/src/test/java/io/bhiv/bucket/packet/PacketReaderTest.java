package io.bhiv.bucket.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.bucket.packet.Packet.Family;
import io.bhiv.kit.json.JsonRefused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketReaderTest {

    private static final long MOST = 80 * 1024;
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void readsBothFamilies() {
        Packet learner = accepted(learner(""));
        Packet employee = accepted(
                "{\"employee_id\":\"e-1\",\"timestamp\":\"2026-03-01T10:00:00+05:30\",\"state\":\"IDLE\",\"integrity_score\":0}");

        assertThat(learner.family()).isEqualTo(Family.LEARNING);
        assertThat(learner.subject()).isEqualTo("u-1");
        assertThat(employee.family()).isEqualTo(Family.EMPLOYEE);
        assertThat(employee.subject()).isEqualTo("e-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/user_id         | {\"timestamp\":\"2026-03-01T10:00:00Z\",\"state\":\"IDLE\"}",
                "/user_id         | {\"user_id\":7,\"timestamp\":\"2026-03-01T10:00:00Z\",\"cognitive_state\":\"IDLE\"}",
                "/user_id         | {\"user_id\":\"  \",\"timestamp\":\"2026-03-01T10:00:00Z\",\"cognitive_state\":\"IDLE\"}",
                "/user_id         | {\"user_id\":\"a\\u0000b\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"cognitive_state\":\"IDLE\"}",
                "/user_id         | {\"user_id\":\"\\ud800\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"cognitive_state\":\"IDLE\"}",
                "/employee_id     | {\"user_id\":\"a\",\"employee_id\":\"b\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"state\":\"IDLE\"}",
                "/timestamp       | {\"user_id\":\"a\",\"cognitive_state\":\"IDLE\"}",
                "/timestamp       | {\"user_id\":\"a\",\"cognitive_state\":\"IDLE\",\"timestamp\":\"2026-03-01T10:00:00\"}",
                "/timestamp       | {\"user_id\":\"a\",\"cognitive_state\":\"IDLE\",\"timestamp\":1772359200}",
                "/timestamp       | {\"user_id\":\"a\",\"cognitive_state\":\"IDLE\",\"timestamp\":\"2026-03-01T10:05:01Z\"}",
                "/cognitive_state | {\"user_id\":\"a\",\"timestamp\":\"2026-03-01T10:00:00Z\"}",
                "/state           | {\"employee_id\":\"a\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"state\":1}",
            })
    void pointsAtTheWrongValue(String pointer, String body) {
        assertThat(rejected(body).pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/active_seconds  | \"active_seconds\":-1",
                "/idle_seconds    | \"idle_seconds\":\"5\"",
                "/away_seconds    | \"active_seconds\":40000,\"idle_seconds\":40000,\"away_seconds\":6401",
                "/active_seconds  | \"active_seconds\":1e400",
                "/focus_score     | \"focus_score\":100.01",
                "/integrity_score | \"integrity_score\":-0.5",
                "/session_id      | \"session_id\":{}",
                "/lesson_id       | \"lesson_id\":\"\\n\"",
                "/packet_id       | \"packet_id\":\"with space\"",
                "/packet_id       | \"packet_id\":5",
            })
    void pointsAtWrongMembers(String pointer, String member) {
        assertThat(rejected(learner("," + member)).pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"text\"", "7"})
    void onlyAnObjectIsAPacket(String body) {
        assertThat(rejected(body).pointer()).isEmpty();
    }

    @Test
    void wholeDayAndFiveMinutesAheadAreAccepted() {
        assertThat(accepted(learner(",\"active_seconds\":40000,\"idle_seconds\":40000,\"away_seconds\":6400"))
                        .body())
                .contains("40000");
        assertThat(accepted(learner("").replace("T10:00:00Z", "T10:05:00Z")).subject())
                .isEqualTo("u-1");
    }

    @Test
    void unknownStateIsKeptAndFlagged() {
        Packet packet = accepted(learner("").replace("ON_TASK", "DAYDREAMING"));

        assertThat(packet.knownState()).isFalse();
        assertThat(packet.body()).contains("DAYDREAMING");
        assertThat(accepted(learner("")).knownState()).isTrue();
    }

    @Test
    void nullCountsAsAbsent() {
        assertThat(accepted(learner(",\"employee_id\":null,\"focus_score\":null,\"packet_id\":null"))
                        .packetId())
                .isEqualTo("ours");
    }

    @Test
    void rawSignalsMayBeAnythingUpTo64KiB() {
        String fits = "\"" + "x".repeat(PacketReader.RAW_SIGNALS_MAX - 2) + "\"";

        assertThat(accepted(learner(",\"raw_signals\":" + fits)).weight()).isGreaterThan(65_000);
        assertThat(rejected(learner(",\"raw_signals\":" + fits.replaceFirst("x", "xx")))
                        .pointer())
                .isEqualTo("/raw_signals");
        assertThat(rejected(learner(",\"raw_signals\":\"" + "\u0915".repeat(22_000) + "\""))
                        .pointer())
                .isEqualTo("/raw_signals");
    }

    @Test
    void allMembersTogetherHaveALimitInBytes() {
        assertThat(read(learner(",\"more\":\"" + "x".repeat(81_000) + "\"")))
                .isInstanceOf(PacketReader.Reading.Accepted.class);
        assertThat(read(learner(",\"more\":\"" + "x".repeat(82_000) + "\"")))
                .isEqualTo(new PacketReader.Reading.TooLarge(MOST));
        assertThat(read(learner(",\"more\":\"" + "\u0915".repeat(27_400) + "\"")))
                .isEqualTo(new PacketReader.Reading.TooLarge(MOST));
    }

    @Test
    void keepsEveryDigitAndUnknownMembers() {
        String signals = "{\"big\":123456789012345678901234567890.10,\"nul\":\"\\u0000\",\"tiny\":1E-30}";

        assertThat(accepted(learner(",\"raw_signals\":" + signals + ",\"later\":true"))
                        .body())
                .contains(signals)
                .contains("\"later\":true");
    }

    @Test
    void clientsReceivedAtIsKeptUnderANameOfItsOwn() {
        Packet packet = accepted(learner(",\"packet_id\":\"p\",\"received_at\":\"1999-01-01T00:00:00Z\""));

        assertThat(packet.body())
                .contains("\"client_received_at\":\"1999-01-01T00:00:00Z\"")
                .doesNotContain("\"received_at\"");
    }

    @Test
    void loneSurrogateIsKeptAsAnEscape() {
        String body = accepted(learner(",\"raw_signals\":\"\\ud83d\"")).body();

        assertThat(body).containsIgnoringCase("\\uD83D");
        assertThat(new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(body);
    }

    @Test
    void digestIgnoresTheOrderOfMembers() {
        String first = accepted("{\"packet_id\":\"p\",\"user_id\":\"u\",\"timestamp\":\"2026-03-01T10:00:00Z\","
                        + "\"cognitive_state\":\"IDLE\",\"raw_signals\":{\"a\":1,\"b\":[1,2]}}")
                .digest();
        String reordered = accepted("{\"cognitive_state\":\"IDLE\",\"raw_signals\":{\"b\":[1,2],\"a\":1},"
                        + "\"timestamp\":\"2026-03-01T10:00:00Z\",\"user_id\":\"u\",\"packet_id\":\"p\"}")
                .digest();
        String other = accepted("{\"cognitive_state\":\"IDLE\",\"raw_signals\":{\"b\":[2,1],\"a\":1},"
                        + "\"timestamp\":\"2026-03-01T10:00:00Z\",\"user_id\":\"u\",\"packet_id\":\"p\"}")
                .digest();

        assertThat(first).isNotNull().isEqualTo(reordered).isNotEqualTo(other);
        assertThat(accepted(learner("")).digest()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{} {}", "{\"a\":NaN}", "{", "", "{\"a\":01}"})
    void onlyExactlyOneJsonValueIsRead(String text) {
        assertThatThrownBy(() -> PacketJson.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonRefused.class);
    }

    private static String learner(String more) {
        return "{\"user_id\":\"u-1\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"cognitive_state\":\"ON_TASK\"" + more
                + "}";
    }

    private static Packet accepted(String body) {
        return switch (read(body)) {
            case PacketReader.Reading.Accepted(Packet packet) -> packet;
            case PacketReader.Reading.Rejected(String pointer, String detail) ->
                throw new AssertionError(pointer + " " + detail);
            case PacketReader.Reading.TooLarge tooLarge -> throw new AssertionError("too large");
        };
    }

    private static PacketReader.Reading.Rejected rejected(String body) {
        return switch (read(body)) {
            case PacketReader.Reading.Accepted accepted -> throw new AssertionError("was accepted: " + body);
            case PacketReader.Reading.TooLarge tooLarge -> throw new AssertionError("too large");
            case PacketReader.Reading.Rejected rejected -> rejected;
        };
    }

    private static PacketReader.Reading read(String body) {
        return PacketReader.read(PacketJson.readOwn(body), NOW, MOST, () -> "ours");
    }
}
