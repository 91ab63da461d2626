package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The claims that this process holds, from the claim until the ledger has recorded their end; bounded. */
public final class InFlight {

    private final int capacity;
    private final Map<RunKey, Claim> claims = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public InFlight(int capacity) {
        this.capacity = capacity;
    }

    /** Backfills and catch-ups get half of the capacity, and one job a quarter. */
    public Room room() {
        Collection<Claim> held = claims.values();
        int all = closed ? 0 : Math.max(0, capacity - held.size());
        long background =
                held.stream().filter(claim -> claim.kind().isBackground()).count();
        return new Room(
                all,
                (int) Math.clamp((capacity + 1) / 2 - background, 0, all),
                (capacity + 3) / 4,
                held.stream().collect(Collectors.toMap(claim -> claim.key().job(), claim -> 1, Integer::sum)));
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

    /** There is no room for claims from now on; those that are being made are to be given back. */
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
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
