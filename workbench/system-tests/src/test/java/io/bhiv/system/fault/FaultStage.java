package io.bhiv.system.fault;

import io.bhiv.stage.Stage;
import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.KafkaOptions;
import io.bhiv.stage.backend.RedisOptions;
import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A durable PostgreSQL with an empty database and a Kafka of one test class, and the services it starts against them. Redis is there for those that start it;
 * to all others it is a backend that is away. Close kills the services first, then ends the backends, and removes all data.
 */
public final class FaultStage implements AutoCloseable {

    static {
        // The broker shares this JVM; what it logs while it is stopped and started again is of no interest here.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    }

    private final EmbeddedPostgresServer postgres = SharedPostgres.take();
    private final EmbeddedKafkaBroker kafka = new EmbeddedKafkaBroker(KafkaOptions.temporary());
    private final EmbeddedRedisServer redis = new EmbeddedRedisServer(RedisOptions.temporary());
    private final Path folder;
    private final Stage stage;

    private FaultStage() {
        try {
            folder = Files.createTempDirectory("bridge-faults-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for the services' logs", e);
        }
        stage = new Stage(StackUnderTest.projectRoot(), folder, addresses(), List.of());
    }

    public static FaultStage open() {
        FaultStage stage = new FaultStage();
        stage.kafka().start();
        return stage;
    }

    private BackendAddresses addresses() {
        return new BackendAddresses(
                EmbeddedPostgresServer.HOST,
                postgres.port(),
                kafka.bootstrapServers(),
                EmbeddedRedisServer.HOST,
                redis.port());
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

    /** One more process of a service, not started; an empty value in {@code more} takes a variable away. */
    public ServiceProcess prepared(Place service, Map<String, String> more) {
        return stage.prepared(service, more);
    }

    /** One more process of a service, ready. */
    public ServiceProcess started(Place service, Map<String, String> more) {
        return stage.started(service, more);
    }

    /** The first column of every row. */
    public Set<String> column(String sql) {
        Set<String> values = new HashSet<>();
        try (Connection connection = postgres().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError("The query failed: " + sql, e);
        }
        return values;
    }

    /** A statement that returns no rows. */
    public void execute(String sql) {
        try (Connection connection = postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError("The statement failed: " + sql, e);
        }
    }

    public PublishedRecords published(String topic) {
        return PublishedRecords.of(kafka().bootstrapServers(), topic);
    }

    @Override
    public void close() {
        stage.services().stream().filter(ServiceProcess::isRunning).forEach(ServiceProcess::kill);
        kafka.close();
        redis.close();
        SharedPostgres.giveBack(postgres);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }
}
