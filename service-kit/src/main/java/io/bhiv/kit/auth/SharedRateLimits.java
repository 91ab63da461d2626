package io.bhiv.kit.auth;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Rate limits that all replicas of a service share. A service that has a place for them provides one bean; every other limits
 * per replica.
 */
public interface SharedRateLimits {

    /** Bursts of so many seconds of a rate pass at once. */
    int BURST_SECONDS = 5;

    /**
     * Takes one request of {@code caller} at {@code perSecond}: zero where it is within the rate, else the time to wait. Fails at once
     * where the place is away; the replica's own limit holds alone then.
     */
    Uni<Duration> take(String caller, int perSecond);
}
