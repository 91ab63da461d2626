package io.bhiv.kit.count;

/**
 * What an intake has counted since the process started. Events that another replica, or an earlier process, stored may end
 * here, so only the sum over all replicas and restarts adds up exactly.
 */
public record Balance(
        long received,
        long refused,
        long duplicate,
        long stored,
        long published,
        long parked,
        long released,
        long droppedByRule,
        long dead) {

    /** Received, but neither refused nor found to be a duplicate nor stored: 0 unless requests are in flight or failed. */
    public long unanswered() {
        return received - refused - duplicate - stored;
    }

    /** Stored, and neither finished nor parked. */
    public long pending() {
        return stored + released - published - parked - droppedByRule - dead;
    }

    /** Nothing is lost where this holds: {@code received = published + pending + parked + dead + refused + dropped}. */
    public boolean isComplete(long pendingInStore, long parkedInStore, long deadInStore) {
        return received
                == refused + duplicate + published + droppedByRule + pendingInStore + parkedInStore + deadInStore;
    }
}
