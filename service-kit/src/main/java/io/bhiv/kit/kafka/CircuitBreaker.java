package io.bhiv.kit.kafka;

import io.bhiv.kit.call.BreakerView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps calls away from a destination that does not answer. It stands in front of what is called, never in front of
 * intake. New code uses {@link io.bhiv.kit.call.Breaker}; this one goes when the senders of the core bridge and the bucket have moved.
 *
 * <p>Closed lets everything through and opens after {@code threshold} failures in a row. Open refuses for
 * {@code openFor}. Then one caller is let through (half-open): its success closes, its failure opens again.
 */
public final class CircuitBreaker implements BreakerView {

    /** What the breaker is doing; each state carries only what that state needs. */
    public sealed interface State {

        /** Everything passes; {@code failures} in a row so far. */
        record Closed(int failures) implements State {}

        /** Nothing passes before {@code until}. */
        record Open(Instant until) implements State {}

        /** One trial call is out; it must answer before {@code trialUntil}, or the next caller becomes the trial. */
        record HalfOpen(Instant trialUntil) implements State {}

        /** The name used in health and metrics. */
        default String label() {
            return switch (this) {
                case Closed closed -> "closed";
                case Open open -> "open";
                case HalfOpen halfOpen -> "half-open";
            };
        }
    }

    private final Clock clock;
    private final int threshold;
    private final Duration openFor;
    /** Read without a lock on the hot path; written under the monitor. */
    private volatile State state = new State.Closed(0);

    /** The published behaviour: 5 failures in a row open it, 60 s later one call is tried. */
    public CircuitBreaker(Clock clock) {
        this(clock, 5, Duration.ofSeconds(60));
    }

    public CircuitBreaker(Clock clock, int threshold, Duration openFor) {
        this.clock = clock;
        this.threshold = threshold;
        this.openFor = openFor;
    }

    public State state() {
        return state;
    }

    @Override
    public boolean isClosed() {
        return state instanceof State.Closed;
    }

    /** True where the caller may go ahead; it must then report {@link #succeeded()} or {@link #failed()}. */
    public boolean tryAcquire() {
        return state instanceof State.Closed || trial();
    }

    private synchronized boolean trial() {
        Instant now = clock.instant();
        boolean allowed = switch (state) {
            case State.Closed closed -> true;
            case State.Open(Instant until) -> !now.isBefore(until);
            case State.HalfOpen(Instant trialUntil) -> !now.isBefore(trialUntil);
        };
        if (allowed && !(state instanceof State.Closed)) {
            state = new State.HalfOpen(now.plus(openFor));
        }
        return allowed;
    }

    public void succeeded() {
        if (!(state instanceof State.Closed(int failures) && failures == 0)) {
            close();
        }
    }

    private synchronized void close() {
        state = new State.Closed(0);
    }

    public synchronized void failed() {
        Instant until = clock.instant().plus(openFor);
        state = switch (state) {
            case State.Closed(int failures) when failures + 1 < threshold -> new State.Closed(failures + 1);
            case State.Closed closed -> new State.Open(until);
            // Late answers of calls made before it opened must not push the trial away.
            case State.Open open -> open;
            case State.HalfOpen halfOpen -> new State.Open(until);
        };
    }

    @Override
    public Duration retryAfter() {
        Instant now = clock.instant();
        return switch (state) {
            case State.Closed closed -> Duration.ZERO;
            case State.Open(Instant until) -> positive(Duration.between(now, until));
            case State.HalfOpen(Instant trialUntil) -> positive(Duration.between(now, trialUntil));
        };
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
