package io.bhiv.bucket.settle;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet is whose settlement did not apply.
 *
 * @param state null if the packet is unknown
 * @param processedBy the lease under which it was processed; null if none was named
 * @param givenBack how it was last given back; null unless it is in the queue
 */
record Found(
        Settled.@Nullable State state,
        @Nullable UUID processedBy,
        @Nullable GivenBack givenBack) {

    static final Found NOWHERE = new Found(null, null, null);

    /**
     * The last failure of a packet in the queue.
     *
     * @param by the lease that failed; null if there was none
     * @param dueAt when the packet may be leased again
     */
    record GivenBack(@Nullable UUID by, Instant dueAt, int attempts) {}

    /** The outcome: a repeated report is harmless, anything else is stale. */
    Settled outcome(Settlement settlement) {
        Settled.State where = state;
        if (where == null) {
            return new Settled.Unknown();
        }
        return switch (where) {
            case PROCESSED ->
                settlement.isDone() && names(settlement, processedBy)
                        ? new Settled.AlreadyProcessed()
                        : new Settled.Stale(where);
            case DEAD -> settlement.isDone() ? new Settled.Stale(where) : new Settled.Dead();
            case PENDING, LEASED -> {
                GivenBack last = givenBack;
                yield last != null && !settlement.isDone() && names(settlement, last.by())
                        ? new Settled.Retried(last.dueAt(), last.attempts())
                        : new Settled.Stale(where);
            }
        };
    }

    /** True if the settlement names this lease, or none. */
    private static boolean names(Settlement settlement, @Nullable UUID lease) {
        return settlement.leaseId() == null || Objects.equals(settlement.leaseId(), lease);
    }
}
