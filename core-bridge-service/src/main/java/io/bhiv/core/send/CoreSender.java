package io.bhiv.core.send;

import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.call.CallNotPermitted;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * One attempt to hand a payload to BHIV Core, behind a gate and a breaker. The gate admits as many calls as there are connections,
 * so no call waits for one: being busy ourselves is never taken for a failure of BHIV Core.
 */
@ApplicationScoped
public class CoreSender {

    private static final String OPEN = "the breaker in front of BHIV Core is open";
    private static final String FULL = "committed; it waits for its turn";

    private final GuardedCall call;
    private final Breaker breaker;
    private final Semaphore places;

    CoreSender(GuardedCall call, DestinationConfig config, Breakers breakers) {
        this.call = call;
        this.places = new Semaphore(config.concurrency());
        this.breaker = breakers.before(new BreakerSettings(
                "bhiv-core", config.breaker().failures(), config.breaker().openFor()));
    }

    /** Calls that may start now: one while the breaker waits for its trial, none before. */
    public int room() {
        int free = places.availablePermits();
        boolean closed = breaker.isClosed();
        return closed ? free : breaker.retryAfter().isZero() ? Math.min(1, free) : 0;
    }

    /** Why no call may start. */
    public String closedBecause() {
        return breaker.isClosed() ? FULL : OPEN;
    }

    /** Never fails: every ending is an outcome. The id goes along as {@code Idempotency-Key}, the same on every attempt. */
    public Uni<AttemptOutcome> attempt(UUID id, byte[] payload) {
        return Uni.createFrom().deferred(() -> {
            if (!places.tryAcquire()) {
                return Uni.createFrom().item(new AttemptOutcome.NotMade(FULL));
            }
            return guarded(id, payload).onTermination().invoke(() -> places.release());
        });
    }

    /** A refusal is an answer: the destination works. */
    private Uni<AttemptOutcome> guarded(UUID id, byte[] payload) {
        return Uni.createFrom()
                .completionStage(() -> breaker.outcome(
                        () -> call.post(id, payload).subscribeAsCompletionStage(),
                        AttemptOutcome.Unavailable.class::isInstance))
                .onFailure(CallNotPermitted.class)
                .recoverWithItem(() -> new AttemptOutcome.NotMade(OPEN));
    }
}
