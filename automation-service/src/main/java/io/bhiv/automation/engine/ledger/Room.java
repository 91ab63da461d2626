package io.bhiv.automation.engine.ledger;

import java.util.Map;

/**
 * How much this process can start now.
 *
 * @param all runs in all
 * @param background backfills and catch-ups among them: they never take the room of what is due now
 * @param perJob runs of one job, those in {@code held} included: a job whose runs pile up leaves room for the others
 * @param held runs in flight by job
 */
public record Room(int all, int background, int perJob, Map<String, Integer> held) {

    public Room {
        held = Map.copyOf(held);
    }

    /** Room for so many runs, whatever they are. */
    public static Room of(int runs) {
        return new Room(runs, runs, runs, Map.of());
    }

    public int of(String job) {
        return Math.max(0, perJob - held.getOrDefault(job, 0));
    }
}
