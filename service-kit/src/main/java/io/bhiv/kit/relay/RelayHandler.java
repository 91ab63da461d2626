package io.bhiv.kit.relay;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The second half of a service's pipeline, and the rows it works on. The pipeline (or a class next to it) implements this.
 *
 * @param <T> a committed row
 */
public interface RelayHandler<T> {

    /**
     * A batch that has been handed over.
     *
     * @param settled completes when each of its items is ended or given back; fails as {@link #proceed} does
     */
    record HandedOver(Uni<Void> settled) {}

    /**
     * Takes a batch on, in its order. Completes when the batch is handed over (to Kafka, usually), so that the next one
     * may follow; what it then waits for is {@link HandedOver#settled}.
     *
     * <p>A failure that has nothing to do with the items (the store or the broker is away) leaves them to the sweeper. Any other
     * is caused by one of the items: the batch is halved until it is alone, and then {@link #giveBack given back}.
     *
     * @param lane the one thread for reading, deciding and serialising; never an event loop
     */
    Uni<HandedOver> proceed(List<T> batch, Executor lane);

    /** This item alone made the second half fail: try again later, and after a few times park it. */
    Uni<Void> giveBack(T item, Throwable failure);

    /** Due rows that nobody works on, oldest first, claimed for this process. */
    Uni<List<T>> claim(int items, long bytes);

    /**
     * Makes items due at once that were committed or claimed for this process. A relay that keeps order across outages asks for
     * it, and any relay for what the stop of the service or something else kept from its end; elsewhere claims expire.
     */
    default Uni<Void> release(List<T> items) {
        return Uni.createFrom().voidItem();
    }

    /**
     * Whether there are due rows that were begun several times and never ended: processing one of them may end this process.
     * They are not among those that {@link #claim} returns.
     */
    default Uni<Boolean> hasSuspects() {
        return Uni.createFrom().item(false);
    }

    /** The oldest of those rows, claimed for this process; empty where none is due. */
    default Uni<List<T>> claimSuspect() {
        return Uni.createFrom().item(List.of());
    }

    /** Weight of an item in memory, usually the size of its body. */
    long weigh(T item);

    /** Requests that wait to be stored; while there are many, they go first. */
    int waitingToBeStored();
}
