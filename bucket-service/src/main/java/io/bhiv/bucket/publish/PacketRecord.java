package io.bhiv.bucket.publish;

import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.model.topic.TraceParent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A packet as a record of {@code prana-packets}: its id, the time it was received, and the members of its body. */
final class PacketRecord {

    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.UTF_8);

    private PacketRecord() {}

    static ProducerRecord<String, byte[]> of(PacketOutbox.OutgoingPacket packet) {
        // The body is a JSON object with at least three members, and an id needs no escapes.
        String value = "{\"packet_id\":\"" + packet.packetId() + "\",\"received_at\":\"" + packet.receivedAt() + "\","
                + packet.body().substring(1);
        var record =
                new ProducerRecord<>(Topics.PRANA_PACKETS, packet.subject(), value.getBytes(StandardCharsets.UTF_8));
        record.headers().add(Headers.CE_ID, packet.packetId().getBytes(StandardCharsets.UTF_8));
        record.headers().add(Headers.CONTENT_TYPE, JSON);
        String trace = TraceParent.ofId(NameUuid.v8(packet.packetId()));
        record.headers().add(Headers.TRACEPARENT, trace.getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
