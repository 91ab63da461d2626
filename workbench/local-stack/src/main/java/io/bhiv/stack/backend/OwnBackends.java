package io.bhiv.stack.backend;

import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stack.supervise.ProcessIdentity;
import io.bhiv.stage.backend.EmbeddedBackends;
import io.bhiv.stage.layout.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Our own PostgreSQL (durable), Kafka and Redis, with their data in the stack's folder. */
final class OwnBackends implements Backends {

    private final StackLayout layout;
    private final EmbeddedBackends servers;
    private boolean started;

    OwnBackends(StackLayout layout) {
        this.layout = layout;
        this.servers = EmbeddedBackends.keptIn(layout.folders().data(), layout.settings());
    }

    @Override
    public List<WantedPort> ports() {
        return Place.backends().stream()
                .map(place -> new WantedPort(place.label(), layout.port(place), place.variable()))
                .toList();
    }

    @Override
    public synchronized void start() {
        started = true;
        servers.start();
    }

    @Override
    public synchronized void stop() {
        started = false;
        servers.close();
    }

    @Override
    public synchronized List<String> revive() {
        List<String> revived = new ArrayList<>();
        if (started && servers.postgres().pid().isEmpty()) {
            servers.postgres().stop();
            servers.postgres().start();
            revived.add(Place.POSTGRES.label());
        }
        // Not running where the disk was still full at the last try.
        if (started && (servers.kafka().hasFailed() || !servers.kafka().isRunning())) {
            servers.kafka().stop();
            servers.kafka().start();
            revived.add(Place.KAFKA.label());
        }
        if (started && !servers.redis().isRunning()) {
            servers.redis().start();
            revived.add(Place.REDIS.label());
        }
        return revived;
    }

    @Override
    public List<Backend> describe() {
        return List.of(
                backend(
                        Place.POSTGRES,
                        identity(servers.postgres().pid()),
                        Optional.of(servers.postgres().logFile())),
                backend(
                        Place.KAFKA,
                        Optional.empty(),
                        Optional.of(layout.folders().log("kafka"))),
                backend(
                        Place.REDIS,
                        identity(servers.redis().pid()),
                        Optional.of(servers.redis().logFile())));
    }

    private Backend backend(Place place, Optional<ProcessIdentity> process, Optional<Path> log) {
        int port = layout.port(place);
        return new Backend(
                place.label(),
                "localhost:" + port,
                port,
                process,
                log,
                Optional.of(layout.folders().data(place.label())));
    }

    private static Optional<ProcessIdentity> identity(OptionalLong pid) {
        return pid.isPresent() ? Optional.of(ProcessIdentity.ofPid(pid.getAsLong())) : Optional.empty();
    }
}
