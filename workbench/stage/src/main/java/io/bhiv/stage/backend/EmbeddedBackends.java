package io.bhiv.stage.backend;

import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A durable PostgreSQL, a Kafka and a Redis that start and stop together. Each may be taken away and given back by itself.
 *
 * <p>Protocol: a factory method, {@link #start()}, {@link #close()}. All methods block.
 */
public final class EmbeddedBackends implements AutoCloseable {

    private final EmbeddedPostgresServer postgres;
    private final EmbeddedKafkaBroker kafka;
    private final EmbeddedRedisServer redis;

    private EmbeddedBackends(PostgresOptions postgres, KafkaOptions kafka, RedisOptions redis) {
        this.postgres = new EmbeddedPostgresServer(postgres);
        this.kafka = new EmbeddedKafkaBroker(kafka);
        this.redis = new EmbeddedRedisServer(redis);
    }

    /** On free ports, with data that {@link #close()} removes and the development password. */
    public static EmbeddedBackends temporary() {
        return new EmbeddedBackends(
                PostgresOptions.temporary().withPassword(Secrets.development("BRIDGE_PG_PASSWORD")),
                KafkaOptions.temporary(),
                RedisOptions.temporary());
    }

    /** On free ports, with data below {@code folder} that stays. */
    public static EmbeddedBackends freePortsIn(Path folder) {
        return new EmbeddedBackends(
                PostgresOptions.keptIn(folder.resolve(Place.POSTGRES.label()), 0)
                        .withPassword(Secrets.development("BRIDGE_PG_PASSWORD")),
                KafkaOptions.keptIn(folder.resolve(Place.KAFKA.label()), 0),
                new RedisOptions(0, Optional.of(folder.resolve(Place.REDIS.label()))));
    }

    /** On the ports and with the password of {@code settings}, with data below {@code folder} that stays. */
    public static EmbeddedBackends keptIn(Path folder, Settings settings) {
        return new EmbeddedBackends(
                PostgresOptions.keptIn(folder.resolve(Place.POSTGRES.label()), settings.port(Place.POSTGRES))
                        .withPassword(Secrets.from(settings).value("BRIDGE_PG_PASSWORD")),
                KafkaOptions.keptIn(folder.resolve(Place.KAFKA.label()), settings.port(Place.KAFKA)),
                RedisOptions.keptIn(folder.resolve(Place.REDIS.label()), settings.port(Place.REDIS)));
    }

    /** Starts all three at once. */
    public EmbeddedBackends start() {
        together(postgres::start, kafka::start, redis::start);
        return this;
    }

    @Override
    public void close() {
        together(postgres::close, kafka::close, redis::close);
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    public EmbeddedKafkaBroker kafka() {
        return kafka;
    }

    public EmbeddedRedisServer redis() {
        return redis;
    }

    public BackendAddresses addresses() {
        return new BackendAddresses(
                EmbeddedPostgresServer.HOST,
                postgres.port(),
                kafka.bootstrapServers(),
                EmbeddedRedisServer.HOST,
                redis.port());
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
