package io.bhiv.kit.relay;

import java.time.Duration;

/**
 * The limits of a relay.
 *
 * @param name kebab-case; names the lane, the sweeper and the metrics
 * @param batchItems items that go through the second half together, at most
 * @param batchBytes their weight together, about
 * @param inFlight items handed over and not yet settled, at most; more wait in the queue
 * @param queueItems items waiting in memory, at most
 * @param queueBytes their weight together, about
 * @param yieldAbove requests waiting to be stored above which the relay rests between batches
 * @param sweepEvery pause of the sweeper after it found nothing
 * @param sweepTimeout time one claim may take
 */
public record RelaySettings(
        String name,
        int batchItems,
        long batchBytes,
        int inFlight,
        int queueItems,
        long queueBytes,
        int yieldAbove,
        Duration sweepEvery,
        Duration sweepTimeout) {

    public RelaySettings {
        if (batchItems < 1 || batchBytes < 1 || inFlight < 1 || queueItems < 1 || queueBytes < 1) {
            throw new IllegalArgumentException("every limit of a relay is at least 1");
        }
    }
}
