package io.bhiv.kit.call;

import io.bhiv.kit.count.Latencies;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Makes every breaker of a service, and shows each as the gauge {@code bridge.breaker} (0 closed, 1 half-open, 2 open) with the
 * label {@code destination}.
 */
@ApplicationScoped
public class Breakers {

    /** Name of the latencies of calls; their subject is the destination. */
    public static final String TIMING = "call";

    private final MeterRegistry meters;
    private final Latencies latencies;
    private final List<Breaker> all = new CopyOnWriteArrayList<>();

    public Breakers(MeterRegistry meters, Latencies latencies) {
        this.latencies = latencies;
        this.meters = meters;
    }

    /** A closed breaker that counts every failure. */
    public Breaker before(BreakerSettings settings) {
        return before(settings, failure -> true);
    }

    /**
     * A closed breaker.
     *
     * @param counts whether a failure is the destination's; any other is returned like an answer
     */
    public Breaker before(BreakerSettings settings, Predicate<Throwable> counts) {
        Breaker breaker = new Breaker(settings, counts, latencies.of(TIMING, settings.destination()));
        all.add(breaker);
        Gauge.builder("bridge.breaker", breaker, one -> one.state().level())
                .description("What stands in front of a destination: 0 closed, 1 half-open, 2 open")
                .tag("destination", settings.destination())
                .register(meters);
        return breaker;
    }

    public List<Breaker> all() {
        return List.copyOf(all);
    }
}
