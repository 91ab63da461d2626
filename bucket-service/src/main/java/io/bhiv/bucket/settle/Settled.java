package io.bhiv.bucket.settle;

import java.time.Instant;

/** What became of one settlement. */
public sealed interface Settled {

    /** Done and gone from the queue. */
    record Processed() implements Settled {}

    /** It was done before, by the same lease or by somebody who named none; nothing changed. */
    record AlreadyProcessed() implements Settled {}

    /** Given back; nobody gets it before {@code dueAt}. */
    record Retried(Instant dueAt, int attempts) implements Settled {}

    /** That was its last attempt, or it was dead already. */
    record Buried() implements Settled {}

    /** The lease is over or somebody else's; nothing changed. */
    record Stale(PacketState state) implements Settled {}

    /** Nobody ever sent such a packet, or its retention ended. */
    record Unknown() implements Settled {}
}
