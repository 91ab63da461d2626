package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The counters {@code bridge.events} of the intakes {@code core-deliveries} and {@code bucket-deliveries}: what is to be delivered to
 * each destination. A delivery counts as published when it has arrived.
 *
 * <p>Made at the start: an alert queries how much a counter grew, and one that appears with its first failure has not grown.
 */
@Startup
@ApplicationScoped
public class DeliveryCounters {

    /** Why a delivery is refused. */
    public enum Refusal implements Reason {
        /** Its Idempotency-Key was used with another payload. */
        CONFLICT
    }

    private final Map<Destination, IntakeCounters<Refusal, Reason.None>> counters = new EnumMap<>(Destination.class);

    DeliveryCounters(MeterRegistry meters) {
        for (Destination destination : Destination.values()) {
            counters.put(
                    destination,
                    new IntakeCounters<>(destination.wireName() + "-deliveries", Refusal.class, Reason.None.class)
                            .register(meters));
        }
    }

    public IntakeCounters<Refusal, Reason.None> of(Destination destination) {
        return Objects.requireNonNull(counters.get(destination));
    }
}
