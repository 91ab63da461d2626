package io.bhiv.core.dead;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts deliveries that failed for good and wait for somebody, every fifteen seconds. The figures are the database's: the same on every
 * replica, and absent while it cannot be queried.
 */
@ApplicationScoped
class FailedDeliveries {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));
    private static final String COUNT =
            "SELECT destination, count(*) FROM core.delivery WHERE state = 'failed' GROUP BY 1";

    private final Pool pool;
    private final Figure<Map<String, Long>> failed;

    FailedDeliveries(Pool pool) {
        this.pool = pool;
        this.failed = new Figure<>(this::count);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping, MeterRegistry meters) {
        for (Destination destination : Destination.values()) {
            Gauge.builder(
                            "bridge.core.failed",
                            failed,
                            now -> now.number(counted -> counted.getOrDefault(destination.wireName(), 0L)))
                    .description("Deliveries to BHIV Core and BHIV Bucket that failed for good, all replicas")
                    .tag("destination", destination.wireName())
                    .register(meters);
        }
        housekeeping.start("core-failed-deliveries", RHYTHM, () -> failed.read().replaceWith(Step.IDLE));
    }

    private Uni<Map<String, Long>> count() {
        return pool.query(COUNT).execute().map(rows -> {
            Map<String, Long> counted = new HashMap<>();
            rows.forEach(row -> counted.put(row.getString(0), row.getLong(1)));
            return counted;
        });
    }
}
