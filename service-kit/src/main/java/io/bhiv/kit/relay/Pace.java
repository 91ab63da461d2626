package io.bhiv.kit.relay;

import io.bhiv.kit.call.BreakerView;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Decides whether and how fast a relay goes on.
 *
 * <p>Requests that wait for their 2xx go first: the journal keeps what waits for the second half, and nothing keeps what was
 * refused. While intake is busy the relay uses half of its time and never less, so that its output is late but not lost in a queue.
 */
final class Pace {

    /**
     * Batches begin at least this far apart while less than a whole batch waits. A batch costs its statements and its send, however few
     * items it has: without the pause a busy service spends its processor on batches of a handful. The first item after a quiet
     * moment waits for nothing.
     */
    private static final Duration GATHER = Duration.ofMillis(20);

    private static final Duration LONGEST_REST = Duration.ofMillis(50);

    private final BreakerView breaker;
    private final IntSupplier waitingToBeStored;
    private final int batchItems;
    private final int yieldAbove;

    Pace(BreakerView breaker, IntSupplier waitingToBeStored, int batchItems, int yieldAbove) {
        this.breaker = breaker;
        this.waitingToBeStored = waitingToBeStored;
        this.batchItems = batchItems;
        this.yieldAbove = yieldAbove;
    }

    /** By time and not by state: an open breaker whose time has come lets one batch through as its trial. */
    boolean isKafkaRefusing() {
        return !breaker.retryAfter().isZero();
    }

    /** Items to take at once: a trial is one. */
    int batchItems() {
        return breaker.isClosed() ? batchItems : 1;
    }

    /**
     * How long to rest after a batch that took {@code workedNanos}.
     *
     * @param queued items that wait for the next one
     */
    Duration rest(long workedNanos, int queued) {
        Duration worked = Duration.ofNanos(workedNanos);
        Duration gather = gather(workedNanos, queued);
        Duration yield = waitingToBeStored.getAsInt() > yieldAbove ? shorter(worked, LONGEST_REST) : Duration.ZERO;
        return gather.compareTo(yield) > 0 ? gather : yield;
    }

    /**
     * How long until the next batch may begin.
     *
     * @param sinceNanos since the last one began
     * @param queued items that wait for it
     */
    Duration gather(long sinceNanos, int queued) {
        return queued < batchItems && sinceNanos < GATHER.toNanos() ? GATHER.minusNanos(sinceNanos) : Duration.ZERO;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
