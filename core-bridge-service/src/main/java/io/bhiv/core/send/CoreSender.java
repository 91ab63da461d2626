package io.bhiv.core.send;

import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.kafka.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/**
 * One attempt to hand a payload to BHIV Core, behind a breaker. An open breaker is an attempt that failed without a
 * call, so a delivery always ends in seconds, delivered or on the replay list, however long BHIV Core is away.
 */
@ApplicationScoped
public class CoreSender {

    private final GuardedCall call;
    private final CircuitBreaker breaker;

    CoreSender(GuardedCall call, DestinationConfig config, Clock clock, MeterRegistry meters) {
        this.call = call;
        this.breaker = new CircuitBreaker(
                clock, config.breaker().failures(), config.breaker().openFor());
        Gauge.builder("bridge.core.send.breaker", breaker, CoreSender::level)
                .description("Breaker in front of BHIV Core: 0 closed, 1 half-open, 2 open")
                .register(meters);
    }

    /** Never fails: every ending is an outcome. The id goes along as {@code Idempotency-Key}, the same on every attempt. */
    public Uni<AttemptOutcome> attempt(UUID id, byte[] payload) {
        return Uni.createFrom()
                .deferred(() -> breaker.tryAcquire()
                        ? call.post(id, payload).invoke(this::settle)
                        : Uni.createFrom()
                                .item(new AttemptOutcome.Unavailable("the breaker in front of BHIV Core is open")));
    }

    /** {@code closed | open | half-open}. */
    public String breakerState() {
        return breaker.state().label();
    }

    /** A refusal is an answer: the destination is well. */
    private void settle(AttemptOutcome outcome) {
        switch (outcome) {
            case AttemptOutcome.Delivered delivered -> breaker.succeeded();
            case AttemptOutcome.Refused refused -> breaker.succeeded();
            case AttemptOutcome.Unavailable unavailable -> breaker.failed();
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
