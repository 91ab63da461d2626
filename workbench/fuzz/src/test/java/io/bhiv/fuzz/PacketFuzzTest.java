package io.bhiv.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.packet.PacketReader;
import io.bhiv.bucket.packet.PacketReader.Reading;
import io.bhiv.kit.json.JsonRefused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any body: a packet that can be stored and read again as it was, or a refusal that names a place and repeats nothing. */
class PacketFuzzTest {

    private static final Instant NOW = Instant.parse("2026-07-04T10:00:00Z");
    private static final long LIMIT = 128 << 10;

    static List<byte[]> samples() {
        return List.of(bytes("""
                        {"user_id":"u-1","session_id":"s","lesson_id":"l","timestamp":"2026-07-04T10:00:00Z","cognitive_state":"ON_TASK",
                         "active_seconds":4.5,"idle_seconds":0,"away_seconds":0.5,"focus_score":87,"raw_signals":{"keys":[1,2,3]}}"""), bytes("""
                        {"packet_id":"p-1","employee_id":"e","system_type":"crm","role":"agent","timestamp":"2026-07-04T12:00:00+02:00",
                         "state":"WORKING","integrity_score":1e2,"received_at":"2026-01-01T00:00:00Z"}"""), bytes("{\"user_id\":\"u\",\"focus_score\":2e24444444444}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @MethodSource("samples")
    @FuzzTest(maxDuration = "10m")
    void anyBodyIsAPacketOrANamedRefusal(byte[] body) {
        JsonNode node;
        try {
            node = PacketJson.read(body);
        } catch (JsonRefused refused) {
            assertThat(refused.reason()).isNotNull();
            return;
        }
        switch (PacketReader.read(node, NOW, LIMIT, () -> "made-here")) {
            case Reading.Accepted(Packet packet) -> {
                assertThat(packet.packetId()).matches("[A-Za-z0-9._:-]{1,64}");
                assertThat(packet.subject()).isNotBlank();
                assertThat(bytes(packet.body())).hasSizeLessThanOrEqualTo((int) LIMIT);
                // Encoding loses nothing: no half of a character is in it.
                assertThat(new String(bytes(packet.body()), StandardCharsets.UTF_8))
                        .isEqualTo(packet.body());
                assertThat(PacketJson.text(PacketJson.readOwn(packet.body()))).isEqualTo(packet.body());
            }
            case Reading.Rejected(String pointer, String detail) -> {
                assertThat(pointer.isEmpty() || pointer.startsWith("/")).isTrue();
                assertThat(detail).isNotBlank();
            }
            case Reading.TooLarge(long limit) -> assertThat(limit).isEqualTo(LIMIT);
        }
    }
}
