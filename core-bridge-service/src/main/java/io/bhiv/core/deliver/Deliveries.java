package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connectors as code uses them: commit, attempt at once, say how that went.
 *
 * <p>Guarantee: once a returned {@code Uni} has an item, the delivery is durable and ends delivered or on the replay
 * list, whatever happens to this process. Destinations are attempted side by side; one never waits for another.
 */
@ApplicationScoped
public class Deliveries {

    /** First attempts under way at once; with those of the loop these are fewer than may wait for a connection. */
    private static final int FIRST_ATTEMPTS = 32;

    private final AtomicInteger underWay = new AtomicInteger();
    private final DeliveryStore store;
    private final Dispatch dispatch;
    private final DeliveryConfig config;

    Deliveries(DeliveryStore store, Dispatch dispatch, DeliveryConfig config) {
        this.store = store;
        this.dispatch = dispatch;
        this.config = config;
    }

    /** Hands a payload to BHIV Core. A key makes a second call with the same payload harmless. */
    public Uni<Submitted> sendToCore(byte[] payload, @Nullable String key) {
        UUID id = DeliveryIds.of(Kind.PAYLOAD, Destination.CORE, key);
        return submit(List.of(Delivery.fresh(id, Kind.PAYLOAD, Destination.CORE, null, payload)));
    }

    /** Hands a payload to both BHIV Core and BHIV Bucket; answers in this order. A key makes a second call harmless. */
    public Uni<Submitted> fanOut(Kind kind, byte[] payload, @Nullable String key) {
        UUID core = DeliveryIds.of(kind, Destination.CORE, key);
        UUID bucket = DeliveryIds.of(kind, Destination.BUCKET, key);
        String filename = kind.word() + "-" + bucket + ".json";
        return submit(List.of(
                Delivery.fresh(core, kind, Destination.CORE, null, payload),
                Delivery.fresh(bucket, kind, Destination.BUCKET, filename, payload)));
    }

    private Uni<Submitted> submit(List<Delivery> deliveries) {
        boolean atOnce = underWay.get() < FIRST_ATTEMPTS;
        return store.insert(deliveries, atOnce)
                .chain(fresh -> fresh ? firstWords(deliveries, atOnce) : store.earlier(deliveries));
    }

    private Uni<Submitted> firstWords(List<Delivery> deliveries, boolean atOnce) {
        List<Uni<DeliveryState>> words = deliveries.stream()
                .map(delivery -> atOnce ? firstWord(delivery) : inTurn(delivery))
                .toList();
        return Uni.join().all(words).andFailFast().map(states -> new Submitted.Committed(states, false));
    }

    /** So much is under way already that it is left to the loop; an attempt that waits for a connection would fail. */
    private static Uni<DeliveryState> inTurn(Delivery delivery) {
        return Uni.createFrom().item(new DeliveryState.Pending(delivery.id(), "committed; it waits for its turn"));
    }

    public Uni<Optional<DeliveryState>> find(UUID id) {
        return store.find(id);
    }

    /** The attempt goes on when the caller no longer waits for it. */
    private Uni<DeliveryState> firstWord(Delivery delivery) {
        underWay.incrementAndGet();
        return dispatch.attempt(delivery)
                .onTermination()
                .invoke(() -> underWay.decrementAndGet())
                .memoize()
                .indefinitely()
                .ifNoItem()
                .after(config.answerWithin())
                .recoverWithItem(new DeliveryState.Pending(delivery.id(), "the first attempt is under way"))
                .onFailure()
                .recoverWithItem(new DeliveryState.Pending(delivery.id(), "committed; it will be tried again"));
    }
}
