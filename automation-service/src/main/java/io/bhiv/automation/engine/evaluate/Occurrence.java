package io.bhiv.automation.engine.evaluate;

import java.time.Instant;

/**
 * One due time of one job, before it is in the ledger.
 *
 * @param occasion why it is due; see {@link Occasion}
 */
public record Occurrence(String job, Instant dueAt, Occasion occasion, Fate fate) {

    /** What is to become of it. */
    public sealed interface Fate {
        /** To be run by the process that claims it. */
        record Due() implements Fate {}

        /** Came too late for the job's misfire policy; recorded with the reason. */
        record Missed(String why) implements Fate {}
    }

    public static Occurrence due(String job, Instant dueAt, Occasion occasion) {
        return new Occurrence(job, dueAt, occasion, new Fate.Due());
    }

    public boolean isDue() {
        return fate instanceof Fate.Due;
    }
}
