package io.bhiv.kit.commit;

import java.time.Duration;

/**
 * How much a group commit may hold.
 *
 * @param batchItems items in one batch; the request that reaches it is still taken whole
 * @param batchWeight sum of the items' weights in one batch (bytes, by custom); the request that reaches it is still taken whole
 * @param inFlight batches being written at once; 1 makes the largest batches, 2 keeps the disk busy while the next batch is bound
 * @param queuedItems items waiting, at most; more are refused with {@link Overloaded}
 * @param queuedWeight sum of the waiting items' weights, at most
 * @param timeout time one batch may take before its requests fail
 */
public record CommitLimits(
        int batchItems, long batchWeight, int inFlight, int queuedItems, long queuedWeight, Duration timeout) {

    public CommitLimits {
        if (batchItems < 1 || batchWeight < 1 || inFlight < 1 || queuedItems < 1 || queuedWeight < 1) {
            throw new IllegalArgumentException("every limit of a group commit is at least 1");
        }
    }

    /** 512 items or 4 MiB a batch, one in flight, 8,192 items or 64 MiB waiting, 10 s. */
    public static CommitLimits standard() {
        return new CommitLimits(512, 4L << 20, 1, 8_192, 64L << 20, Duration.ofSeconds(10));
    }
}
