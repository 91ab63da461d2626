package io.bhiv.core.delivery;

import io.bhiv.core.delivery.Delivery.Destination;
import io.bhiv.core.delivery.Delivery.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The connectors as code uses them: commit, attempt at once, say how that went.
 *
 * <p>Guarantee: once a returned {@code Uni} has an item, the delivery is durable and ends delivered or on the replay
 * list, whatever happens to this process. Destinations are attempted side by side; one never waits for another.
 */
@ApplicationScoped
public class Deliveries {

    private final DeliveryStore store;
    private final Dispatch dispatch;
    private final DeliveryConfig config;

    Deliveries(DeliveryStore store, Dispatch dispatch, DeliveryConfig config) {
        this.store = store;
        this.dispatch = dispatch;
        this.config = config;
    }

    /** Hands a payload to BHIV Core. */
    public Uni<DeliveryState> sendToCore(byte[] payload) {
        Delivery delivery = Delivery.fresh(UUID.randomUUID(), Kind.PAYLOAD, Destination.CORE, null, payload);
        return store.insert(List.of(delivery)).chain(() -> firstWord(delivery));
    }

    /** Hands a payload to both BHIV Core and BHIV Bucket; answers in the order core, bucket. */
    public Uni<List<DeliveryState>> fanOut(Kind kind, byte[] payload) {
        Delivery core = Delivery.fresh(UUID.randomUUID(), kind, Destination.CORE, null, payload);
        UUID kept = UUID.randomUUID();
        Delivery bucket = Delivery.fresh(kept, kind, Destination.BUCKET, kind.word() + "-" + kept + ".json", payload);
        return store.insert(List.of(core, bucket))
                .chain(() -> Uni.join().all(firstWord(core), firstWord(bucket)).andFailFast());
    }

    public Uni<Optional<DeliveryState>> find(UUID id) {
        return store.find(id);
    }

    /** The attempt goes on when the caller no longer waits for it. */
    private Uni<DeliveryState> firstWord(Delivery delivery) {
        return dispatch.attempt(delivery)
                .memoize()
                .indefinitely()
                .ifNoItem()
                .after(config.answerWithin())
                .recoverWithItem(new DeliveryState.Pending(delivery.id(), "the first attempt is under way"))
                .onFailure()
                .recoverWithItem(new DeliveryState.Pending(delivery.id(), "committed; it will be tried again"));
    }
}
