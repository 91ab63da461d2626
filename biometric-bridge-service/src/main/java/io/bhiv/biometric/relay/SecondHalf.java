package io.bhiv.biometric.relay;

import io.bhiv.biometric.identity.Delivery;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.Executor;

/** What the relay drives; the pipeline implements it. */
public interface SecondHalf {

    /**
     * A batch that is on its way to Kafka.
     *
     * @param settled completes when every delivery of it is settled
     */
    record HandedOver(Uni<Void> settled) {}

    /** Claims outstanding deliveries without a live claim, oldest first. */
    Uni<List<Delivery>> claim(int limit, long bytes);

    /**
     * Takes a batch through the second half, in its order.
     *
     * @param lane the one thread on which reading, normalising and handing over happen
     */
    Uni<HandedOver> proceed(List<Delivery> batch, Executor lane);

    /** Retries the delivery later, or parks it after its last attempt. */
    Uni<Void> fail(Delivery delivery);

    /** Deliveries whose callers wait for their commit: they go first. */
    int waitingCallers();
}
