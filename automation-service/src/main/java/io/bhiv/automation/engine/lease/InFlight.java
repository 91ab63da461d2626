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

/** The claims this process holds, from the claim until the ledger knows their end; bounded. */
public final class InFlight {

    private final int most;
    private final Closings closings;
    private final Duration lookEvery;
    private final Map<RunKey, Claim> claims = new ConcurrentHashMap<>();
    private volatile Instant lastLook = Instant.MIN;
    private volatile boolean leftSome;
    private volatile boolean closed;

    /**
     * Room for so many.
     *
     * @param lookEvery how often to look for runs that somebody else made due; what this process records it claims at once
     */
    public InFlight(int most, Duration lookEvery, Closings closings) {
        this.most = most;
        this.lookEvery = lookEvery;
        this.closings = closings;
    }

    /** Whether to look for due runs now. A clock that went back is no reason to stop looking. */
    public boolean isTimeToLook(Instant now, boolean recordedSome) {
        boolean rested =
                lastLook.equals(Instant.MIN) || now.isBefore(lastLook) || !now.isBefore(lastLook.plus(lookEvery));
        return room() > 0 && (recordedSome || leftSome || rested);
    }

    public void looked(Instant now, boolean leftSome) {
        this.lastLook = now;
        this.leftSome = leftSome;
    }

    public int room() {
        return closed ? 0 : Math.max(0, most - claims.size());
    }

    public Closings closings() {
        return closings;
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

    /** Has no room for more from now on. */
    public void close() {
        closed = true;
    }

    /** Waits until the ledger knows every end, for so long at most; for the thread that ends the process. */
    public boolean awaitEmpty(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (claims) {
            for (long left = patience.toMillis(); !claims.isEmpty() && left > 0; left = millisUntil(end)) {
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
