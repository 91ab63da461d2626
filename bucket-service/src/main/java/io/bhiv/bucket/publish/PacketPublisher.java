package io.bhiv.bucket.publish;

import io.bhiv.kit.hash.NameUuid;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.model.topic.TraceParent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Moves committed packets to Kafka: read the oldest batches, send, delete.
 *
 * <p>Guarantee: at least once, under the packet's id. Batches go in commit order and one replica sends at a time, so a
 * user's packets reach their partition in order. While the brokers are away, batches stay in the outbox and intake goes on.
 */
@ApplicationScoped
public class PacketPublisher {

    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.UTF_8);

    private final PacketOutbox outbox;
    private final RecordSender sender;

    PacketPublisher(PacketOutbox outbox, RecordSender sender) {
        this.outbox = outbox;
        this.sender = sender;
    }

    /** Publishes one set of batches; reads nothing while the breaker is open. */
    public Uni<Step> publishOldest() {
        if (!sender.breaker().retryAfter().isZero()) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return outbox.oldest()
                .chain(backlog -> backlog.isEmpty() ? Uni.createFrom().item(Step.IDLE) : publish(backlog));
    }

    /** Lets another replica publish at once. */
    public Uni<Void> handOver() {
        return outbox.release();
    }

    private Uni<Step> publish(PacketOutbox.Backlog backlog) {
        List<ProducerRecord<String, byte[]>> records =
                backlog.packets().stream().map(PacketPublisher::record).toList();
        return sender.send(records)
                .chain(() -> outbox.delete(backlog.batches()))
                .replaceWith(Step.MORE);
    }

    /** Its id, the time it was received, and the members of its body. */
    private static ProducerRecord<String, byte[]> record(PacketOutbox.OutgoingPacket packet) {
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

    /** Creates or checks the topic at start. */
    static final class Topic {

        private Topic() {}

        @Produces
        @Singleton
        static TopicNeeded pranaPackets() {
            return new TopicNeeded(Topics.PRANA_PACKETS);
        }
    }
}
