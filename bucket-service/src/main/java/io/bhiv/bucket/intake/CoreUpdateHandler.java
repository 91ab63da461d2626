package io.bhiv.bucket.intake;

import io.bhiv.bucket.intake.IncomingUpdate.ReceivedUpdate;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where received updates go; the pipeline implements it. */
public interface CoreUpdateHandler {

    /** Completes when every update is stored and its result is published; may be called again with the same updates. */
    Uni<Void> store(List<ReceivedUpdate> updates);
}
