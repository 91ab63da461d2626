package io.bhiv.stack.backend;

import io.bhiv.stack.layout.Place;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stack.supervise.ProcessIdentity;
import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.KafkaOptions;
import io.bhiv.stage.backend.PostgresOptions;
import io.bhiv.stage.backend.RedisOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Our own PostgreSQL (durable), Kafka and Redis, with their data in the stack's folder. */
final class EmbeddedBackends implements Backends {

    private final StackLayout layout;
    private final EmbeddedPostgresServer postgres;
    private final EmbeddedKafkaBroker kafka;
    private final EmbeddedRedisServer redis;
    private boolean started;

    EmbeddedBackends(StackLayout layout) {
        this.layout = layout;
        StackFolders folders = layout.folders();
        this.postgres =
                new EmbeddedPostgresServer(PostgresOptions.keptIn(folders.data("postgres"), layout.port(Place.POSTGRES))
                        .withPassword(layout.secrets().value("BRIDGE_PG_PASSWORD")));
        this.kafka = new EmbeddedKafkaBroker(KafkaOptions.keptIn(folders.data("kafka"), layout.port(Place.KAFKA)));
        this.redis = new EmbeddedRedisServer(RedisOptions.keptIn(folders.data("redis"), layout.port(Place.REDIS)));
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
        together(postgres::start, kafka::start, redis::start);
    }

    @Override
    public synchronized void stop() {
        started = false;
        together(postgres::close, kafka::close, redis::close);
    }

    @Override
    public synchronized List<String> revive() {
        List<String> revived = new ArrayList<>();
        if (started && postgres.pid().isEmpty()) {
            postgres.stop();
            postgres.start();
            revived.add(Place.POSTGRES.label());
        }
        if (started && !redis.isRunning()) {
            redis.start();
            revived.add(Place.REDIS.label());
        }
        return revived;
    }

    @Override
    public List<Backend> describe() {
        return List.of(
                backend(Place.POSTGRES, identity(postgres.pid()), Optional.of(postgres.logFile())),
                backend(
                        Place.KAFKA,
                        Optional.empty(),
                        Optional.of(layout.folders().log("kafka"))),
                backend(Place.REDIS, identity(redis.pid()), Optional.of(redis.logFile())));
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

    private static void together(Runnable... steps) {
        CompletableFuture<?>[] running =
                Arrays.stream(steps).map(CompletableFuture::runAsync).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(running).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
