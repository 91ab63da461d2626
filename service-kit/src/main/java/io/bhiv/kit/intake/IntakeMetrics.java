package io.bhiv.kit.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import java.util.List;

/** Counts what one intake took, parked and survived. */
final class IntakeMetrics {

    private final Counter taken;
    private final Counter parked;
    private final Counter reopened;

    IntakeMetrics(String intake, MeterRegistry meters) {
        this.taken = counter("bridge.intake.taken", "Records taken from Kafka", intake, meters);
        this.parked = counter("bridge.intake.parked", "Records parked because they can never be taken", intake, meters);
        this.reopened =
                counter("bridge.intake.reopened", "Consumers that failed and were opened again", intake, meters);
    }

    private static Counter counter(String name, String description, String intake, MeterRegistry meters) {
        return Counter.builder(name)
                .description(description)
                .tag("intake", intake)
                .register(meters);
    }

    void taken(int records) {
        taken.increment(records);
    }

    void parked(List<ParkedRecord> records) {
        parked.increment(records.size());
        ParkedRecord first = records.getFirst();
        Log.warnf(
                "Records were parked [count=%d first=%s/%d/%d reason=%s]",
                records.size(), first.topic(), first.partition(), first.offset(), first.reason());
    }

    void reopened() {
        reopened.increment();
    }

    long taken() {
        return (long) taken.count();
    }

    long parked() {
        return (long) parked.count();
    }
}
