package io.bhiv.kit.call;

import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker in front of one destination. Safe for any thread; a call is made on the calling thread.
 *
 * <p>While everything succeeds, a call costs two volatile reads: it passes beside the guard, and only its failure is
 * reported to it. From the first failure until the next success, and while the breaker is not closed, every call goes
 * through the guard.
 */
public final class Breaker implements BreakerView {

    private static final Logger LOG = Logger.getLogger(Breaker.class);
    private static final TypeLiteral<CompletionStage<Object>> STAGE = new TypeLiteral<>() {};

    private final BreakerSettings settings;
    private final Predicate<Throwable> counts;
    private final Latency latency;
    private final Guard guard;
    /** Failures since the last success that the guard saw. */
    private final AtomicInteger inARow = new AtomicInteger();

    private volatile BreakerState state = BreakerState.CLOSED;
    private volatile boolean succeeded;
    /** When the next trial may be, by {@link System#nanoTime}: a clock that is set back must not keep the trial away. */
    private volatile long until;
    /** What the last counted failure was, for the log. */
    private volatile String lastCause = "none";

    /**
     * A closed breaker.
     *
     * @param counts whether a failure is the destination's; any other is returned like an answer
     */
    public Breaker(BreakerSettings settings, Predicate<Throwable> counts) {
        this(settings, counts, new Latencies().of(Breakers.TIMING, settings.destination()));
    }

    Breaker(BreakerSettings settings, Predicate<Throwable> counts, Latency latency) {
        this.settings = settings;
        this.latency = latency;
        this.counts = counts;
        long openMillis = settings.openFor().toMillis();
        this.guard = Guard.create()
                .withDescription(settings.destination())
                .withThreadOffload(false)
                .withCircuitBreaker()
                .requestVolumeThreshold(settings.failures())
                .failureRatio(1)
                .delay(openMillis, ChronoUnit.MILLIS)
                .successThreshold(1)
                .when(this::isCounted)
                .onStateChange(this::changed)
                .onFailure(inARow::incrementAndGet)
                .onSuccess(() -> inARow.set(0))
                .done()
                .withTimeout()
                .duration(openMillis, ChronoUnit.MILLIS)
                .done()
                .build();
    }

    /** Makes the call, or fails with {@link CallNotPermitted} without making it. The stage fails with the cause itself, never wrapped. */
    public <T extends @Nullable Object> CompletionStage<T> call(Supplier<? extends CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (state == BreakerState.CLOSED && inARow.get() == 0) {
            long begun = System.nanoTime();
            started(call).whenComplete((done, failure) -> {
                ended(begun, failure);
                report(failure);
                complete(result, done, failure);
            });
        } else {
            guard.get(() -> timed(call).thenApply(done -> (Object) done), STAGE)
                    .whenComplete((done, failure) -> complete(result, done, failure));
        }
        return result;
    }

    /**
     * The same for a call whose every ending is a value: {@code failed} marks the values that count as failures of the destination.
     * Fails with {@link CallNotPermitted} alone, or where the call itself broke its promise to end in a value.
     */
    public <T> CompletionStage<T> outcome(Supplier<? extends CompletionStage<T>> call, Predicate<? super T> failed) {
        CompletableFuture<T> result = new CompletableFuture<>();
        this.<T>call(() -> started(call)
                        .thenCompose(outcome -> failed.test(outcome)
                                ? CompletableFuture.failedFuture(new FailedOutcome(outcome))
                                : CompletableFuture.completedFuture(outcome)))
                .whenComplete((done, failure) -> {
                    if (failure instanceof FailedOutcome counted) {
                        complete(result, counted.outcome, null);
                    } else {
                        complete(result, done, failure);
                    }
                });
        return result;
    }

    /** Carries a value that counts as a failure through the guard. No stack trace: it is an outcome. */
    private static final class FailedOutcome extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Object outcome;

        FailedOutcome(Object outcome) {
            super(outcome.getClass().getSimpleName(), null, false, false);
            this.outcome = outcome;
        }
    }

    public BreakerState state() {
        return state;
    }

    @Override
    public boolean isClosed() {
        return state == BreakerState.CLOSED;
    }

    public String destination() {
        return settings.destination();
    }

    @Override
    public Duration retryAfter() {
        if (state == BreakerState.CLOSED) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    /** Whether any call has succeeded yet. */
    public boolean hasSucceeded() {
        return succeeded;
    }

    private <T extends @Nullable Object> CompletionStage<T> timed(Supplier<? extends CompletionStage<T>> call) {
        long begun = System.nanoTime();
        return started(call).whenComplete((done, failure) -> ended(begun, failure));
    }

    /** Only calls that succeeded are timed: what a limit ended would measure the limit. */
    private void ended(long begun, @Nullable Throwable failure) {
        if (failure == null) {
            latency.record(System.nanoTime() - begun);
            if (!succeeded) {
                succeeded = true;
            }
        }
    }

    /** Late answers of calls that were made before the breaker opened must neither close it nor use up its trial. */
    private void report(@Nullable Throwable failure) {
        if (state != BreakerState.CLOSED) {
            return;
        }
        if (failure != null && isCounted(failure)) {
            record(CompletableFuture.failedFuture(causeOf(failure)));
        } else if (inARow.get() > 0) {
            record(CompletableFuture.completedFuture(""));
        }
    }

    private boolean isCounted(Throwable failure) {
        Throwable cause = causeOf(failure);
        boolean counted = cause instanceof FailedOutcome || counts.test(cause);
        if (counted) {
            lastCause = cause instanceof FailedOutcome
                    ? String.valueOf(cause.getMessage())
                    : cause.getClass().getSimpleName();
        }
        return counted;
    }

    private void record(CompletionStage<Object> known) {
        var _ = guard.get(() -> known, STAGE);
    }

    @SuppressWarnings("unchecked") // What comes out of the guard is what the call put in.
    private <T extends @Nullable Object> void complete(
            CompletableFuture<T> result, @Nullable Object done, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete((T) done);
        } else if (causeOf(failure) instanceof CircuitBreakerOpenException) {
            result.completeExceptionally(new CallNotPermitted(settings.destination(), retryAfter()));
        } else if (causeOf(failure) instanceof org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException) {
            // The guard's own type means nothing to callers, who would take it for a fault of what they sent.
            result.completeExceptionally(new TimeoutException(settings.destination() + " did not answer in time"));
        } else {
            result.completeExceptionally(causeOf(failure));
        }
    }

    private static <T extends @Nullable Object> CompletionStage<T> started(
            Supplier<? extends CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void changed(CircuitBreakerState now) {
        BreakerState before = state;
        if (now != CircuitBreakerState.CLOSED) {
            until = System.nanoTime() + settings.openFor().toNanos();
        }
        state = switch (now) {
            case CLOSED -> BreakerState.CLOSED;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case OPEN -> BreakerState.OPEN;
        };
        LOG.warnf(
                "Circuit breaker changed [destination=%s from=%s to=%s cause=%s]",
                settings.destination(), before.wireName(), state.wireName(), lastCause);
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause : failure;
    }
}
