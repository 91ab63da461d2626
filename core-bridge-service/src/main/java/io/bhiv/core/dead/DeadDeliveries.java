package io.bhiv.core.dead;

import io.bhiv.core.deliver.Delivery.Destination;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Deliveries that used up their attempts. */
@ApplicationScoped
class DeadDeliveries implements PanacheRepositoryBase<DeliveryRow, UUID> {

    private static final String FAILED = "state = 'failed' and destination = ?1";

    Uni<List<DeliveryRow>> oldest(Destination destination, int limit) {
        return find(FAILED, Sort.by("finishedAt"), destination.wireName())
                .page(0, limit)
                .list();
    }

    Uni<Long> count(Destination destination) {
        return count(FAILED, destination.wireName());
    }
}
