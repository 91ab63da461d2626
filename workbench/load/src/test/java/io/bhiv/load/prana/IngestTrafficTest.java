package io.bhiv.load.prana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.load.body.SentRequest;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.play.prana.PacketStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IngestTrafficTest {

    private static final Instant NOW = Instant.parse("2026-07-05T10:00:00Z");

    private final PacketStream packet = new PacketStream(NOW, 1);

    @Test
    void aSinglePacketIsAnObject() throws IOException {
        IngestTraffic traffic = new IngestTraffic("localhost:1", packet, 1, new DeliveryLedger());
        SentRequest sent = SentRequest.of(traffic, 0);
        assertThat(sent.path()).isEqualTo("/api/v1/bucket/prana/ingest");
        assertThat(sent.body().get("timestamp").asText()).isEqualTo("2026-07-05T10:00:00Z");
        assertThat(sent.body().get("focus_score").asDouble()).isBetween(10.0, 100.0);
    }

    @Test
    void aBatchIsAnArrayOfDifferentPackets() throws IOException {
        IngestTraffic traffic = new IngestTraffic("localhost:1", packet, 100, new DeliveryLedger());
        SentRequest sent = SentRequest.of(traffic, 0);
        assertThat(sent.path()).isEqualTo("/api/v1/bucket/prana/ingest/batch");
        Set<JsonNode> different = new HashSet<>();
        sent.body().forEach(different::add);
        assertThat(different).hasSize(100);
    }
}
