package io.bhiv.kit.loop;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Starts background loops and stops them with the service. */
@ApplicationScoped
public class BackgroundLoops {

    private final Vertx vertx;
    private final Heartbeats heartbeats;
    private final List<BackgroundLoop> loops = new CopyOnWriteArrayList<>();

    BackgroundLoops(Vertx vertx, Heartbeats heartbeats) {
        this.vertx = vertx;
        this.heartbeats = heartbeats;
    }

    /** Starts a loop; its first turn begins at once. {@code name} is kebab-case and becomes a metric tag. */
    public BackgroundLoop start(String name, LoopSettings settings, Supplier<Uni<Step>> turn) {
        Pulse pulse = heartbeats.start(name, BackgroundLoop.longestSilence(settings));
        BackgroundLoop loop = new BackgroundLoop(settings, turn, vertx, pulse);
        loops.add(loop);
        loop.nudge();
        return loop;
    }

    void stop(@Observes ShutdownEvent stopping) {
        loops.forEach(BackgroundLoop::stop);
    }
}
