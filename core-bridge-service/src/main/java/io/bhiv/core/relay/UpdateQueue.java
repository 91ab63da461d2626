package io.bhiv.core.relay;

import io.bhiv.core.identity.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Committed updates waiting for Kafka, in the order of their commits. Bounded by number and by weight; for any thread. */
final class UpdateQueue {

    private final int mostUpdates;
    private final long mostWeight;
    private final ArrayDeque<Update> waiting = new ArrayDeque<>();
    private long weight;

    UpdateQueue(int mostUpdates, long mostWeight) {
        this.mostUpdates = mostUpdates;
        this.mostWeight = mostWeight;
    }

    /** False where there is no room; then none of them is queued. */
    synchronized boolean offer(List<Update> batch) {
        if (waiting.size() >= mostUpdates || weight >= mostWeight) {
            return false;
        }
        for (Update update : batch) {
            waiting.add(update);
            weight += update.weight();
        }
        return true;
    }

    /** The oldest, until either limit is reached; empty where nothing is queued. */
    synchronized List<Update> take(int updates, long bytes) {
        List<Update> taken = new ArrayList<>(Math.min(updates, waiting.size()));
        long heavy = 0;
        while (taken.size() < updates && heavy < bytes && !waiting.isEmpty()) {
            Update next = waiting.remove();
            heavy += next.weight();
            taken.add(next);
        }
        weight -= heavy;
        return taken;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }
}
