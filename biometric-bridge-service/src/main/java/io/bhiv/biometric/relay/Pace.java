package io.bhiv.biometric.relay;

import io.bhiv.kit.kafka.CircuitBreaker;
import io.bhiv.kit.kafka.RecordSender;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Says whether and how fast the second half should go on.
 *
 * <p>Whoever waits for a 2xx goes first: the journal keeps what waits for the second half, but nobody keeps what was refused at the
 * door. A busy door takes half of the second half's time and never all of it, so that a trigger is late then, not lost in a queue.
 */
@ApplicationScoped
class Pace {

    private static final Duration LONGEST_REST = Duration.ofMillis(50);

    private final CircuitBreaker breaker;
    private final IntSupplier waitingAtTheDoor;
    private final int batchSize;
    private final int yieldAbove;

    @Inject
    Pace(RecordSender sender, SecondHalf secondHalf, RelayConfig config) {
        this(sender.breaker(), secondHalf::waitingCallers, config.batchSize(), config.yieldAbove());
    }

    Pace(CircuitBreaker breaker, IntSupplier waitingAtTheDoor, int batchSize, int yieldAbove) {
        this.breaker = breaker;
        this.waitingAtTheDoor = waitingAtTheDoor;
        this.batchSize = batchSize;
        this.yieldAbove = yieldAbove;
    }

    /**
     * Asked by time and not by state: an open breaker whose time has come lets the next one through as its trial, or it would stay
     * open for ever.
     */
    boolean isKafkaRefusing() {
        return !breaker.retryAfter().isZero();
    }

    /** Deliveries to take at once: a trial is one. */
    int batchSize() {
        return breaker.state() instanceof CircuitBreaker.State.Closed ? batchSize : 1;
    }

    /** How long to rest after a batch that took {@code workedNanos}. */
    Duration rest(long workedNanos) {
        if (waitingAtTheDoor.getAsInt() <= yieldAbove) {
            return Duration.ZERO;
        }
        Duration worked = Duration.ofNanos(workedNanos);
        return worked.compareTo(LONGEST_REST) < 0 ? worked : LONGEST_REST;
    }
}
