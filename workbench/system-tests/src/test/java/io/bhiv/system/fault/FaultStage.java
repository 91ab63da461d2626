package io.bhiv.system.fault;

import io.bhiv.stage.Stage;
import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.KafkaOptions;
import io.bhiv.stage.backend.RedisOptions;
import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceCommand.Form;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.stage.testing.EmptyTables;
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
 * A durable PostgreSQL with an empty database and a Kafka of one test class, and the services it starts against them. Redis is
 * there for those that start it; to all others it is a backend that is away. Close kills the services first, then ends the
 * backends, and removes all data.
 */
public final class FaultStage implements AutoCloseable {

    static {
        // The broker shares this JVM; what it logs while it is stopped and started again is of no interest here.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    }

    /** Where each writer writes. */
    public enum Writer {
        POSTGRES,
        KAFKA,
        /** Logs, reports and the saved files of all services. */
        SERVICES
    }

    private final EmbeddedPostgresServer postgres;
    private final boolean postgresIsShared;
    private final EmbeddedKafkaBroker kafka;
    private final EmbeddedRedisServer redis = new EmbeddedRedisServer(RedisOptions.temporary());
    private final Path folder;
    private final Stage stage;

    private FaultStage(Map<Writer, Path> folders) {
        Path data = folders.get(Writer.POSTGRES);
        postgresIsShared = data == null;
        postgres = data == null ? SharedPostgres.take() : SharedPostgres.apart(data);
        Path log = folders.get(Writer.KAFKA);
        kafka = new EmbeddedKafkaBroker(log == null ? KafkaOptions.temporary() : KafkaOptions.keptIn(log, 0));
        Path own = folders.get(Writer.SERVICES);
        try {
            folder = own == null ? Files.createTempDirectory("bridge-faults-") : Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for the services' logs", e);
        }
        stage = new Stage(StackUnderTest.projectRoot(), folder, addresses(), Form.JVM, List.of());
    }

    public static FaultStage open() {
        return openIn(Map.of());
    }

    /** The same, with folders of the caller's; the others are temporary. */
    public static FaultStage openIn(Map<Writer, Path> folders) {
        FaultStage stage = new FaultStage(folders);
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

    /**
     * Empties tables that running services may write.
     *
     * @param tables with their schemas, separated by commas
     */
    public void empty(String tables) {
        EmptyTables.in(() -> postgres().dataSource().getConnection(), tables);
    }

    public PublishedRecords published(String topic) {
        return PublishedRecords.of(kafka().bootstrapServers(), topic);
    }

    @Override
    public void close() {
        stage.services().stream().filter(ServiceProcess::isRunning).forEach(ServiceProcess::kill);
        kafka.close();
        redis.close();
        if (postgresIsShared) {
            SharedPostgres.giveBack(postgres);
        } else {
            postgres.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }
}
