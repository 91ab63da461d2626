package io.bhiv.core.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** What this replica settled, as numbers. */
@ApplicationScoped
public class SyncMetrics {

    private final Timer latency;
    private final Counter parked;

    SyncMetrics(MeterRegistry meters) {
        this.latency = Timer.builder("bridge.core.sync.latency")
                .description("From acceptance of an update to its being marked synced")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(meters);
        this.parked = Counter.builder("bridge.core.sync.parked")
                .description("Updates the bucket refused")
                .register(meters);
    }

    public void synced(List<Synced> updates) {
        updates.forEach(update -> latency.record(Duration.ofMillis(Math.max(0, update.latencyMs()))));
    }

    public void parked(int updates) {
        parked.increment(updates);
    }
}
