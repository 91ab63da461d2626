package io.bhiv.automation;

import io.bhiv.automation.ledger.Claim;
import io.bhiv.automation.plan.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The claims this process holds, from the claim until the ledger knows their end; bounded. */
public final class InFlight {

    private final int most;
    private final Closings closings;
    private final Duration lookEvery;
    private final Map<RunKey, Claim> claims = new ConcurrentHashMap<>();
    private volatile Instant lastLook = Instant.MIN;
    private volatile boolean leftSome;

    /**
     * Room for so many.
     *
     * @param lookEvery how often to look for runs that somebody else made due; what this process records it claims at once
     */
    InFlight(int most, Duration lookEvery, Closings closings) {
        this.most = most;
        this.lookEvery = lookEvery;
        this.closings = closings;
    }

    /** Whether to look for due runs now. A clock that went back is no reason to stop looking. */
    boolean isTimeToLook(Instant now, boolean recordedSome) {
        boolean rested =
                lastLook.equals(Instant.MIN) || now.isBefore(lastLook) || !now.isBefore(lastLook.plus(lookEvery));
        return room() > 0 && (recordedSome || leftSome || rested);
    }

    void looked(Instant now, boolean leftSome) {
        this.lastLook = now;
        this.leftSome = leftSome;
    }

    int room() {
        return Math.max(0, most - claims.size());
    }

    Closings closings() {
        return closings;
    }

    void add(Claim claim) {
        claims.put(claim.key(), claim);
    }

    void remove(Claim claim) {
        claims.remove(claim.key(), claim);
    }

    public Collection<Claim> claims() {
        return List.copyOf(claims.values());
    }

    public boolean isEmpty() {
        return claims.isEmpty();
    }
}
