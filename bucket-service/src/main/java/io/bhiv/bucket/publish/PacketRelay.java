package io.bhiv.bucket.publish;

import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.topic.Topics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Moves committed packets to Kafka: read the oldest batches, send, forget them.
 *
 * <p>Guarantee: at least once, under the packet's id. Batches go in the order of their commit and one replica sends at a
 * time, so a user's packets reach their partition in order. While the brokers are away, batches wait in the table and
 * intake goes on.
 */
@ApplicationScoped
public class PacketRelay {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(45));

    private final PacketOutbox outbox;
    private final RecordSender sender;
    private volatile @Nullable BackgroundLoop loop;

    PacketRelay(PacketOutbox outbox, RecordSender sender) {
        this.outbox = outbox;
        this.sender = sender;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loop = loops.start("prana-packets-relay", RHYTHM, this::turn);
    }

    /** Packets were committed. Cheap, from any thread. */
    public void nudge() {
        BackgroundLoop running = loop;
        if (running != null) {
            running.nudge();
        }
    }

    private Uni<Step> turn() {
        if (!sender.breaker().retryAfter().isZero()) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return outbox.oldest()
                .chain(waiting -> waiting.isEmpty() ? Uni.createFrom().item(Step.IDLE) : move(waiting));
    }

    private Uni<Step> move(PacketOutbox.Waiting waiting) {
        List<ProducerRecord<String, byte[]>> records =
                waiting.packets().stream().map(PacketRecord::of).toList();
        return sender.send(records)
                .chain(() -> outbox.forget(waiting.batches()))
                .replaceWith(Step.MORE);
    }

    /** Makes or checks the topic at start. */
    static final class Topic {

        private Topic() {}

        @Produces
        @Singleton
        static TopicNeeded pranaPackets() {
            return new TopicNeeded(Topics.PRANA_PACKETS);
        }
    }
}
