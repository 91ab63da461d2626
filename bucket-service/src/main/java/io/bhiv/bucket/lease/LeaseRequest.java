package io.bhiv.bucket.lease;

import java.time.Duration;

/**
 * What a consumer asks for.
 *
 * @param limit packets, at most
 * @param leaseTime how long they are its own
 * @param maxWait how long it is willing to wait for the first one
 * @param perUserOrder true for at most one packet per user, and only the oldest of that user's live packets
 */
public record LeaseRequest(int limit, Duration leaseTime, Duration maxWait, boolean perUserOrder) {

    public LeaseRequest {
        if (limit < 1 || leaseTime.isNegative() || leaseTime.isZero() || maxWait.isNegative()) {
            throw new IllegalArgumentException("the edge checks limits before it asks");
        }
    }
}
