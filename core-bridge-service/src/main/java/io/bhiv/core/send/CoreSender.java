package io.bhiv.core.send;

import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.kafka.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
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
    private final CircuitBreaker breaker;
    private final Semaphore places;

    CoreSender(GuardedCall call, DestinationConfig config, Clock clock, MeterRegistry meters) {
        this.call = call;
        this.places = new Semaphore(config.concurrency());
        this.breaker = new CircuitBreaker(
                clock, config.breaker().failures(), config.breaker().openFor());
        Gauge.builder("bridge.core.send.breaker", breaker, CoreSender::level)
                .description("Breaker in front of BHIV Core: 0 closed, 1 half-open, 2 open")
                .register(meters);
    }

    /** Calls that may start now: one while the breaker waits for its trial, none before. */
    public int room() {
        int free = places.availablePermits();
        boolean closed = breaker.state() instanceof CircuitBreaker.State.Closed;
        return closed ? free : breaker.retryAfter().isZero() ? Math.min(1, free) : 0;
    }

    /** Why no call may start. */
    public String closedBecause() {
        return breaker.state() instanceof CircuitBreaker.State.Closed ? FULL : OPEN;
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

    private Uni<AttemptOutcome> guarded(UUID id, byte[] payload) {
        return breaker.tryAcquire()
                ? call.post(id, payload).invoke(this::settle)
                : Uni.createFrom().item(new AttemptOutcome.NotMade(OPEN));
    }

    /** A refusal is an answer: the destination works. */
    private void settle(AttemptOutcome outcome) {
        switch (outcome) {
            case AttemptOutcome.Delivered delivered -> breaker.succeeded();
            case AttemptOutcome.Refused refused -> breaker.succeeded();
            case AttemptOutcome.Unavailable unavailable -> breaker.failed();
            case AttemptOutcome.NotMade notMade -> {}
        }
    }

    private static double level(CircuitBreaker breaker) {
        return switch (breaker.state()) {
            case CircuitBreaker.State.Closed closed -> 0;
            case CircuitBreaker.State.HalfOpen halfOpen -> 1;
            case CircuitBreaker.State.Open open -> 2;
        };
    }
}
