package io.bhiv.core.dead;

import io.bhiv.core.deliver.Delivery.Destination;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries that used up their attempts. */
@ApplicationScoped
class DeadDeliveries implements PanacheRepositoryBase<DeliveryRow, UUID> {

    private static final String FAILED = "state = 'failed' and destination = ?1";

    /** @param until failed at the latest then, inclusive; null for any time */
    Uni<List<DeliveryRow>> oldest(Destination destination, int limit, @Nullable Instant until) {
        Sort byEnd = Sort.by("finishedAt");
        return (until == null
                        ? find(FAILED, byEnd, destination.wireName())
                        : find(FAILED + " and finishedAt <= ?2", byEnd, destination.wireName(), until))
                .page(0, limit)
                .list();
    }

    Uni<Long> count(Destination destination) {
        return count(FAILED, destination.wireName());
    }
}
