package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.Vitals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A background loop as a row.
 *
 * @param isKnown whether its process reports: of one that is silent nobody knows whether its loops run
 * @param reportedAt when the reading arrived
 */
public record LoopView(
        String service,
        String replica,
        LoopReading reading,
        boolean isKnown,
        @Nullable Instant reportedAt) {

    /** Of every replica. */
    public static List<LoopView> of(Picture picture) {
        List<LoopView> loops = new ArrayList<>();
        for (Replica replica : picture.replicas()) {
            Vitals vitals = replica.vitals();
            if (vitals != null) {
                vitals.loops()
                        .forEach(loop -> loops.add(new LoopView(
                                replica.service(),
                                replica.replica(),
                                loop,
                                !replica.isSilent(picture.at()),
                                replica.vitalsAt())));
            }
        }
        return loops;
    }

    public boolean good() {
        return !reading.isStuck() && !reading.isHeldUp() && !reading.isOverdue() && reading.failuresInARow() == 0;
    }
}
