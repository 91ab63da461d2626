package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.ledger.Claim;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The claims that this process holds, from the claim until the ledger has recorded their end; bounded. */
public final class InFlight {

    private final int capacity;
    private final Duration claimEvery;
    private final Map<RunKey, Claim> claims = new ConcurrentHashMap<>();
    private volatile Instant lastClaim = Instant.MIN;
    private volatile boolean leftSome;
    private volatile boolean closed;

    public InFlight(int capacity, Duration claimEvery) {
        this.capacity = capacity;
        this.claimEvery = claimEvery;
    }

    /** Whether to look for due runs now. A clock that was set back does not delay the next look. */
    public boolean shouldClaim(Instant now, boolean recordedSome) {
        boolean intervalOver =
                lastClaim.equals(Instant.MIN) || now.isBefore(lastClaim) || !now.isBefore(lastClaim.plus(claimEvery));
        return room() > 0 && (recordedSome || leftSome || intervalOver);
    }

    public void claimed(Instant now, boolean leftSome) {
        this.lastClaim = now;
        this.leftSome = leftSome;
    }

    public int room() {
        return closed ? 0 : Math.max(0, capacity - claims.size());
    }

    public void add(Claim claim) {
        claims.put(claim.key(), claim);
    }

    public void remove(Claim claim) {
        claims.remove(claim.key(), claim);
        if (closed && claims.isEmpty()) {
            synchronized (claims) {
                claims.notifyAll();
            }
        }
    }

    /** Accepts no more claims from now on. */
    public void close() {
        closed = true;
    }

    /** Waits until every end is recorded, at most for {@code limit}; for the thread that ends the process. */
    public boolean awaitEmpty(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (claims) {
            for (long left = limit.toMillis(); !claims.isEmpty() && left > 0; left = millisUntil(end)) {
                claims.wait(left);
            }
        }
        return claims.isEmpty();
    }

    private static long millisUntil(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
    }

    public Collection<Claim> claims() {
        return List.copyOf(claims.values());
    }

    public boolean isEmpty() {
        return claims.isEmpty();
    }
}
