package io.bhiv.kit.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The breaker as numbers: 0 closed, 1 half-open, 2 open. */
@ApplicationScoped
class KafkaMetrics {

    void register(@Observes StartupEvent started, MeterRegistry meters, RecordSender sender) {
        Gauge.builder("bridge.kafka.breaker", sender, KafkaMetrics::level)
                .description("Breaker in front of Kafka: 0 closed, 1 half-open, 2 open")
                .register(meters);
    }

    private static double level(RecordSender sender) {
        return sender.breaker().state().level();
    }
}
