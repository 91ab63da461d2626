package io.bhiv.kit.intake;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a parked record from Kafka once more, whole and with its headers, and gives it to its intake. What is kept of a parked
 * record is for people: its first bytes.
 */
@ApplicationScoped
class ParkedReplay {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Intakes intakes;
    private final ConsumerFactory consumers;

    ParkedReplay(Intakes intakes, ConsumerFactory consumers) {
        this.intakes = intakes;
        this.consumers = consumers;
    }

    /** How a replay ended. A broker or a store that is away, or that does not answer in time, is a failed Uni. */
    sealed interface Outcome {

        /** It is durable now. */
        record Taken() implements Outcome {}

        /** It cannot be taken, still. */
        record RefusedAgain(String reason) implements Outcome {}

        /** Kafka no longer has it. */
        record Gone() implements Outcome {}

        /** Nothing reads its topic here any more; Kafka may still have it. */
        record Unread() implements Outcome {}
    }

    Uni<Outcome> replay(String topic, int partition, long offset) {
        Optional<Intake> intake = intakes.reading(topic);
        if (intake.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Unread());
        }
        return Uni.createFrom()
                .item(() -> read(new TopicPartition(topic, partition), offset))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(record -> record.isEmpty()
                        ? Uni.createFrom().<Outcome>item(new Outcome.Gone())
                        : intake.get().takeAgain(record.get()).map(ParkedReplay::outcome));
    }

    private static Outcome outcome(Optional<String> refused) {
        return refused.<Outcome>map(Outcome.RefusedAgain::new).orElseGet(Outcome.Taken::new);
    }

    private Optional<ConsumerRecord<String, byte[]>> read(TopicPartition partition, long offset) {
        IntakeSettings settings = IntakeSettings.of(partition.topic(), "replay-of-parked");
        try (Consumer<String, byte[]> consumer = consumers.open(settings, consumers.values())) {
            return read(consumer, partition, offset);
        }
    }

    /** Empty where Kafka no longer has it. Not proven by a broker that sends nothing in time: that is a {@link TimeoutException}. */
    static Optional<ConsumerRecord<String, byte[]>> read(
            Consumer<String, byte[]> consumer, TopicPartition partition, long offset) {
        Set<TopicPartition> only = Set.of(partition);
        long oldest = consumer.beginningOffsets(only, PATIENCE).getOrDefault(partition, Long.MAX_VALUE);
        long end = consumer.endOffsets(only, PATIENCE).getOrDefault(partition, 0L);
        if (offset < oldest || offset >= end) {
            return Optional.empty();
        }
        consumer.assign(only);
        consumer.seek(partition, offset);
        // The first value of a poll is kept, and it is the one.
        Optional<ConsumerRecord<String, byte[]>> found = consumer.poll(PATIENCE).records(partition).stream()
                .filter(record -> record.offset() == offset)
                .findFirst();
        if (found.isEmpty() && consumer.position(partition, PATIENCE) <= offset) {
            throw new TimeoutException("Kafka has not sent " + partition + "/" + offset + " in time");
        }
        return found;
    }
}
