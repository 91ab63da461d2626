package io.bhiv.biometric.relay;

import io.bhiv.kit.call.BreakerView;
import io.bhiv.kit.kafka.RecordSender;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Whether and how fast the second half continues.
 *
 * <p>Callers that wait for a 2xx go first: the journal keeps what waits for the second half, but nothing keeps what intake refuses.
 * A busy intake takes half of the second half's time and never all of it, so that triggers are late then, and not queued without end.
 */
@ApplicationScoped
class Pace {

    private static final Duration LONGEST_REST = Duration.ofMillis(50);

    private final BreakerView breaker;
    private final IntSupplier waitingCallers;
    private final int batchSize;
    private final int yieldAbove;

    @Inject
    Pace(RecordSender sender, SecondHalf secondHalf, RelayConfig config) {
        this(sender.breaker(), secondHalf::waitingCallers, config.batchSize(), config.yieldAbove());
    }

    Pace(BreakerView breaker, IntSupplier waitingCallers, int batchSize, int yieldAbove) {
        this.breaker = breaker;
        this.waitingCallers = waitingCallers;
        this.batchSize = batchSize;
        this.yieldAbove = yieldAbove;
    }

    /**
     * Asked by time and not by state: an open breaker whose time has come lets the next one through as its trial, or it would never
     * close.
     */
    boolean isKafkaRefusing() {
        return !breaker.retryAfter().isZero();
    }

    /** Deliveries to take at once: a trial is one. */
    int batchSize() {
        return breaker.isClosed() ? batchSize : 1;
    }

    /** How long to rest after a batch that took {@code workedNanos}. */
    Duration rest(long workedNanos) {
        if (waitingCallers.getAsInt() <= yieldAbove) {
            return Duration.ZERO;
        }
        Duration worked = Duration.ofNanos(workedNanos);
        return worked.compareTo(LONGEST_REST) < 0 ? worked : LONGEST_REST;
    }
}
