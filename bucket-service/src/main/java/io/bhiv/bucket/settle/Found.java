package io.bhiv.bucket.settle;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet was found after a settlement did not apply to it.
 *
 * @param state null where nobody knows the packet
 * @param processedBy the lease under which it was done; null where none was named
 */
record Found(@Nullable PacketState state, @Nullable UUID processedBy) {

    static final Found NOWHERE = new Found(null, null);

    /** What to answer: a repetition is harmless, anything else is stale. */
    Settled answer(Settlement settlement) {
        PacketState where = state;
        if (where == null) {
            return new Settled.Unknown();
        }
        return switch (where) {
            case PROCESSED ->
                settlement.isDone() && speaksForTheDoer(settlement)
                        ? new Settled.AlreadyProcessed()
                        : new Settled.Stale(where);
            case DEAD -> settlement.isDone() ? new Settled.Stale(where) : new Settled.Buried();
            case PENDING, LEASED -> new Settled.Stale(where);
        };
    }

    private boolean speaksForTheDoer(Settlement settlement) {
        return settlement.leaseId() == null || Objects.equals(settlement.leaseId(), processedBy);
    }
}
