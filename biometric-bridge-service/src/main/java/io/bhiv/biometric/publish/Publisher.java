package io.bhiv.biometric.publish;

import io.bhiv.biometric.known.Place;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.model.topic.Topics;
import io.bhiv.model.trigger.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Hands a delivery's events and triggers to Kafka, on the calling thread, which must not be an event loop: the producer
 * may wait up to a second for room.
 *
 * <p>Guarantee: the stage completes only when the brokers acknowledged every record of the delivery. After a failure some
 * may be on the topics; they will be sent again under the same ids.
 */
@ApplicationScoped
class Publisher {

    private final EventRecords records;
    private final RecordSender sender;
    private final Counter events;
    private final Map<Severity, Counter> triggers = new EnumMap<>(Severity.class);

    Publisher(EventRecords records, RecordSender sender, MeterRegistry meters) {
        this.records = records;
        this.sender = sender;
        this.events = Counter.builder("bridge.events.published")
                .description("Biometric events acknowledged by Kafka")
                .register(meters);
        for (Severity severity : Severity.values()) {
            triggers.put(
                    severity,
                    Counter.builder("bridge.triggers.published")
                            .description("Triggers acknowledged by Kafka")
                            .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Completes with where the first event lies; empty where there was nothing to publish. */
    CompletableFuture<Optional<Place>> handOver(NormalisedDelivery normalised) {
        FirstEvent first = new FirstEvent();
        return sender.hand(records.of(normalised), first).thenApply(done -> {
            count(normalised);
            return Optional.ofNullable(first.place);
        });
    }

    /** Written by the producer's thread alone, and read once the stage has completed. All events of a delivery lie in one partition. */
    private static final class FirstEvent implements Consumer<RecordMetadata> {

        private @Nullable Place place;

        @Override
        public void accept(RecordMetadata record) {
            if (place == null && record.topic().equals(Topics.BIOMETRIC_EVENTS)) {
                place = new Place(record.partition(), record.offset());
            }
        }
    }

    private void count(NormalisedDelivery normalised) {
        events.increment(normalised.fired().size());
        if (normalised.triggersPublished()) {
            normalised.fired().forEach(fired -> fired.forEach(trigger -> count(trigger.severity())));
        }
    }

    void count(Severity severity) {
        Counter counter = triggers.get(severity);
        if (counter != null) {
            counter.increment();
        }
    }
}
