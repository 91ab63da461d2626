package io.bhiv.bucket.wake;

import io.bhiv.bucket.lease.ClaimStore;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.bucket.lease.LeaseRequest;
import io.bhiv.bucket.packet.PacketIds;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Claims work, and waits for it where there is none: look, take a place, look again, sleep until roused, look again.
 *
 * <p>A commit on this replica rouses waiters at once. A hint from elsewhere, and a slow tick, make one count of what is
 * due and rouse as many; so a false hint costs one count and a lost one a tick. Nothing is ever taken from a hint.
 */
@ApplicationScoped
public class LongPoll {

    private final ClaimStore store;
    private final Waiters waiters;
    private final LeaseConfig config;
    private final PacketIds ids;
    private final Clock clock;
    private volatile @Nullable BackgroundLoop tick;

    LongPoll(ClaimStore store, Waiters waiters, LeaseConfig config, PacketIds ids, Clock clock) {
        this.store = store;
        this.waiters = waiters;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops, MeterRegistry meters) {
        Gauge.builder("bridge.bucket.waiting", waiters, Waiters::waiting).register(meters);
        tick = loops.start(
                "long-poll-tick", new LoopSettings(config.tick(), Duration.ofSeconds(10)), this::rouseForWhatIsDue);
    }

    /** Leases up to the limit; empty where nothing came within the time the consumer is willing to wait. */
    public Uni<Lease> claim(LeaseRequest request) {
        return look(request)
                .chain(lease -> lease.isEmpty() && !request.patience().isZero()
                        ? waitForWork(request)
                        : Uni.createFrom().item(lease));
    }

    /** Something may have become due elsewhere. Cheap, from any thread, however often. */
    public void hint() {
        BackgroundLoop loop = tick;
        if (loop != null && waiters.waiting() > 0) {
            loop.nudge();
        }
    }

    private Uni<Lease> waitForWork(LeaseRequest request) {
        Instant deadline = clock.instant().plus(request.patience());
        return Uni.createFrom().deferred(() -> {
            Waiters.Place place = waiters.place(config.waiters());
            return lookAndRest(request, place, deadline).onTermination().invoke(place::leave);
        });
    }

    private Uni<Lease> lookAndRest(LeaseRequest request, Waiters.Place place, Instant deadline) {
        return look(request).chain(lease -> {
            Duration left = Duration.between(clock.instant(), deadline);
            // Timers know whole milliseconds; a rest shorter than one would never end.
            boolean over = left.toMillis() < 1;
            return over || !lease.isEmpty()
                    ? Uni.createFrom().item(lease)
                    : place.rest(left).chain(roused -> lookAndRest(request, place, deadline));
        });
    }

    private Uni<Lease> look(LeaseRequest request) {
        return store.claim(request, ids.unguessable());
    }

    private Uni<Step> rouseForWhatIsDue() {
        int waiting = waiters.waiting();
        return waiting == 0
                ? Uni.createFrom().item(Step.IDLE)
                : store.due(waiting).invoke(waiters::rouse).replaceWith(Step.IDLE);
    }
}
