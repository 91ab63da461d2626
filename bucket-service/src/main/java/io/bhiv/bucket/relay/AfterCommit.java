package io.bhiv.bucket.relay;

import io.bhiv.kit.loop.Step;
import io.smallrye.mutiny.Uni;

/** What the relay drives; the pipeline implements it. */
public interface AfterCommit {

    /** Moves the oldest committed batches to Kafka. */
    Uni<Step> publish();

    /** Lets another replica publish at once; this one does not any more. */
    Uni<Void> handOverPublishing();

    /** How many packets are due, counted up to {@code limit}. */
    Uni<Integer> due(int limit);
}
