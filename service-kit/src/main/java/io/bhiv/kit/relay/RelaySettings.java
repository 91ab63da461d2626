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
 * @param queueBytes their weight together, about; as much again may be in flight
 * @param yieldAbove requests waiting to be stored above which the relay rests between batches
 * @param sweepEvery pause of the sweeper after it found nothing
 * @param sweepTimeout time one claim may take
 * @param inOrder whether the items of one key keep their order across an outage, too: a batch goes when the one before it has
 *     ended, and after a failure everything goes through the sweeper until it finds nothing due
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
        Duration sweepTimeout,
        boolean inOrder) {

    public RelaySettings {
        if (batchItems < 1 || batchBytes < 1 || inFlight < 1 || queueItems < 1 || queueBytes < 1) {
            throw new IllegalArgumentException("every limit of a relay is at least 1");
        }
    }

    /** Items of one key keep their order, but for what an outage left behind. */
    public RelaySettings(
            String name,
            int batchItems,
            long batchBytes,
            int inFlight,
            int queueItems,
            long queueBytes,
            int yieldAbove,
            Duration sweepEvery,
            Duration sweepTimeout) {
        this(
                name,
                batchItems,
                batchBytes,
                inFlight,
                queueItems,
                queueBytes,
                yieldAbove,
                sweepEvery,
                sweepTimeout,
                false);
    }

    /** The same, where the order holds across an outage, too. */
    public RelaySettings orderedAcrossOutages() {
        return new RelaySettings(
                name, batchItems, batchBytes, 1, queueItems, queueBytes, yieldAbove, sweepEvery, sweepTimeout, true);
    }
}
