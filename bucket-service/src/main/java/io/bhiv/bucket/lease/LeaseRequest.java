package io.bhiv.bucket.lease;

import java.time.Duration;

/**
 * A consumer's request for work.
 *
 * @param limit packets, at most
 * @param leaseTime how long the lease lasts
 * @param maxWait how long it waits for the first one
 * @param perUserOrder true for at most one packet per user: the oldest of that user's live packets
 */
public record LeaseRequest(int limit, Duration leaseTime, Duration maxWait, boolean perUserOrder) {

    public LeaseRequest {
        if (limit < 1 || leaseTime.isNegative() || leaseTime.isZero() || maxWait.isNegative()) {
            throw new IllegalArgumentException("limits are checked before a lease is requested");
        }
    }
}
