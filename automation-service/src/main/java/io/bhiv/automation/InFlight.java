package io.bhiv.automation;

import io.bhiv.automation.ledger.Claim;
import io.bhiv.automation.plan.RunKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The claims this process holds, from the claim until the ledger knows their end; bounded. */
public final class InFlight {

    private final int most;
    private final Closings closings;
    private final Map<RunKey, Claim> claims = new ConcurrentHashMap<>();

    InFlight(int most, Closings closings) {
        this.most = most;
        this.closings = closings;
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
