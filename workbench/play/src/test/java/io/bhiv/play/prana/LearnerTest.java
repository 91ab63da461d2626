package io.bhiv.play.prana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LearnerTest {

    private static final Instant NOW = Instant.parse("2026-07-05T10:00:00Z");

    @Test
    void everyPacketIsNewAndItsSecondsAddUp() throws IOException {
        Learner learner = new Learner("learner-0001", 1);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            JsonNode packet = new ObjectMapper().readTree(learner.packet(NOW, 5));

            ids.add(packet.path("packet_id").asText());
            double seconds = packet.path("active_seconds").asDouble()
                    + packet.path("idle_seconds").asDouble()
                    + packet.path("away_seconds").asDouble();
            assertThat(seconds).isCloseTo(5, Offset.offset(0.02));
        }
        assertThat(ids).hasSize(200);
    }
}
