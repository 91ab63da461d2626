package io.bhiv.kit.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Starts background loops and knows all of them, for health and metrics. */
@ApplicationScoped
public class BackgroundLoops {

    private final Vertx vertx;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<BackgroundLoop> loops = new CopyOnWriteArrayList<>();

    BackgroundLoops(Vertx vertx, Clock clock, MeterRegistry meters) {
        this.vertx = vertx;
        this.clock = clock;
        this.meters = meters;
    }

    /** Starts a loop; its first turn begins at once. {@code name} is kebab-case and becomes a metric tag. */
    public BackgroundLoop start(String name, LoopSettings settings, Supplier<Uni<Step>> turn) {
        BackgroundLoop loop = new BackgroundLoop(name, settings, turn, vertx, clock);
        loops.add(loop);
        TimeGauge.builder("bridge.loop.silence", loop, TimeUnit.SECONDS, this::silenceSeconds)
                .description("Time since the loop last finished a turn")
                .tag("loop", name)
                .register(meters);
        Gauge.builder("bridge.loop.failures", loop, one -> one.heartbeat().failuresInARow())
                .description("Failed turns since the last success")
                .tag("loop", name)
                .register(meters);
        loop.nudge();
        return loop;
    }

    public List<Heartbeat> heartbeats() {
        return loops.stream().map(BackgroundLoop::heartbeat).toList();
    }

    private double silenceSeconds(BackgroundLoop loop) {
        return Duration.between(loop.heartbeat().lastTurn(), clock.instant()).toMillis() / 1000.0;
    }

    void stop(@Observes ShutdownEvent stopping) {
        loops.forEach(BackgroundLoop::stop);
    }
}
