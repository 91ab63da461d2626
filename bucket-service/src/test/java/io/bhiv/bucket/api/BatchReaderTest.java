package io.bhiv.bucket.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bhiv.bucket.packet.PacketReader;
import io.bhiv.bucket.packet.PacketReader.Reading;
import io.bhiv.kit.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchReaderTest {

    private static final String PACKET =
            "{\"user_id\":\"u\",\"timestamp\":\"2026-03-01T10:00:00Z\",\"cognitive_state\":\"ON_TASK\"}";

    private static final BatchReader READER = new BatchReader(
            3, 80_000, node -> PacketReader.read(node, Instant.parse("2026-03-01T10:00:00Z"), 80_000, () -> "ours"));

    @Test
    void anArrayAndAnObjectWithPacketsAreTheSame() {
        String array = "[" + PACKET + ",7," + PACKET + "]";

        assertThat(read(array)).isEqualTo(read("{\"sent_by\":{\"a\":[1]},\"packets\":" + array + ",\"more\":[{}]}"));
        assertThat(read(array).get(1)).isInstanceOf(Reading.Rejected.class);
        assertThat(read(array).get(2)).isInstanceOf(Reading.Accepted.class);
    }

    @Test
    void aPacketOfTooManyValuesIsTooLargeAndTheOthersAreRead() {
        String dense = PACKET.replace("}", ",\"raw_signals\":[" + "{},".repeat(150_000) + "{}]}");

        List<Reading> readings = read("[" + PACKET + "," + dense + "," + PACKET + "]");

        assertThat(readings.get(0)).isInstanceOf(Reading.Accepted.class);
        assertThat(readings.get(1)).isEqualTo(new Reading.TooLarge(80_000));
        assertThat(readings.get(2)).isInstanceOf(Reading.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [] | 400 | ''
            7 | 400 | ''
            {"packets":{}} | 400 | /packets
            {"packets":[]} | 400 | /packets
            {"more":[1]} | 400 | /packets
            [1,2,3,4] | 413 |
            [1,{"a":{"b":1,"b":2}}] | 400 | /1/a/b
            [1,2] 3 | 400 | ''
            {"packets":[1],"packets":[1]} | 400 | /packets
            {"packets":[1], | 400 | /packets
            """)
    void whatIsNoBatchIsRefused(String body, int status, String pointer) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> read(body))
                .satisfies(refusal -> {
                    assertThat(refusal.problem().status()).isEqualTo(status);
                    assertThat(refusal.problem().extensions().get("pointer")).isEqualTo(pointer);
                });
    }

    private static List<Reading> read(String body) {
        return READER.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
