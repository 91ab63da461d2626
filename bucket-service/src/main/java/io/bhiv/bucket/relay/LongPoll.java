package io.bhiv.bucket.relay;

import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for work: query, take a slot, query again, sleep until woken, query again.
 *
 * <p>A commit on this replica wakes waiting requests at once. A hint from another replica, and a slow tick, count what is
 * due and wake as many requests; a false hint costs one count and a lost one a tick.
 *
 * <p>When the service begins to stop, requests that wait are answered. What is asked from then on waits a moment at most: the stop
 * waits for requests, and one that leases must get its answer.
 */
@ApplicationScoped
public class LongPoll {

    private static final Duration TICK_LIMIT = Duration.ofSeconds(10);

    /** Not zero: a consumer that does not look at readiness would ask in a loop. */
    private static final Duration WAIT_WHILE_STOPPING = Duration.ofMillis(200);

    private final Waiters waiters;
    private final LeaseConfig config;
    private volatile @Nullable BackgroundLoop tick;
    private volatile boolean stopping;

    LongPoll(Waiters waiters, LeaseConfig config) {
        this.waiters = waiters;
        this.config = config;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops, AfterCommit half, MeterRegistry meters) {
        Gauge.builder("bridge.bucket.waiting", waiters, Waiters::waiting).register(meters);
        tick = loops.start("long-poll-tick", new LoopSettings(config.tick(), TICK_LIMIT), () -> wakeForWhatIsDue(half));
    }

    void end(@Observes ShutdownDelayInitiatedEvent stopped) {
        stopping = true;
        waiters.wake(Integer.MAX_VALUE);
    }

    /** Runs {@code query} until its result is not empty or {@code maxWait} is over; returns the last result. */
    public <T> Uni<T> await(Duration maxWait, Predicate<T> isEmpty, Supplier<Uni<T>> query) {
        boolean late = stopping;
        Duration wait = late && maxWait.compareTo(WAIT_WHILE_STOPPING) > 0 ? WAIT_WHILE_STOPPING : maxWait;
        return query.get()
                .chain(result -> isEmpty.test(result) && !wait.isZero()
                        ? waitForWork(new WaitLimit(System.nanoTime() + wait.toNanos(), late), isEmpty, query)
                        : Uni.createFrom().item(result));
    }

    /**
     * How long a request waits.
     *
     * @param deadline by {@link System#nanoTime}
     * @param late whether it came when the service was stopping, so that its wait is short already
     */
    private record WaitLimit(long deadline, boolean late) {}

    /** Packets may be due that another replica committed. Cheap, from any thread, however often. */
    public void hint() {
        BackgroundLoop loop = tick;
        if (loop != null && waiters.waiting() > 0) {
            loop.nudge();
        }
    }

    private <T> Uni<T> waitForWork(WaitLimit patience, Predicate<T> isEmpty, Supplier<Uni<T>> query) {
        return Uni.createFrom().deferred(() -> {
            Waiters.Slot slot = waiters.take(config.waiters());
            return queryAndSleep(slot, patience, isEmpty, query).onTermination().invoke(slot::leave);
        });
    }

    private <T> Uni<T> queryAndSleep(
            Waiters.Slot slot, WaitLimit patience, Predicate<T> isEmpty, Supplier<Uni<T>> query) {
        // Before the query: a stop that begins after this wakes the slot, which then sleeps no more.
        boolean last = stopping && !patience.late();
        return query.get().chain(result -> {
            Duration left = Duration.ofNanos(patience.deadline() - System.nanoTime());
            // Timers have millisecond resolution; a shorter sleep would repeat without end.
            boolean over = last || left.toMillis() < 1;
            return over || !isEmpty.test(result)
                    ? Uni.createFrom().item(result)
                    : slot.sleep(left).chain(woken -> queryAndSleep(slot, patience, isEmpty, query));
        });
    }

    private Uni<Step> wakeForWhatIsDue(AfterCommit half) {
        int waiting = waiters.waiting();
        return waiting == 0
                ? Uni.createFrom().item(Step.IDLE)
                : half.due(waiting).invoke(waiters::wake).replaceWith(Step.IDLE);
    }
}
