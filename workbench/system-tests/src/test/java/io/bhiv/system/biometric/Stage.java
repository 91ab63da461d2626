package io.bhiv.system.biometric;

import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.KafkaOptions;
import io.bhiv.stage.backend.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A durable PostgreSQL and a Kafka of one test class, and the services it starts against them. Close ends the services
 * first, then the backends, and removes all data.
 */
public final class Stage implements AutoCloseable {

    static final String OURA_SECRET = "fake-fault-test-secret-oura";
    static final String WHOOP_SECRET = "fake-fault-test-secret-whoop";
    static final String TERRA_SECRET = "fake-fault-test-secret-terra";

    static {
        // The broker shares this JVM; what it says while it is stopped and started again is of no interest here.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    }

    private final EmbeddedPostgresServer postgres = new EmbeddedPostgresServer(PostgresOptions.temporary());
    private final EmbeddedKafkaBroker kafka = new EmbeddedKafkaBroker(KafkaOptions.temporary());
    private final List<ServiceProcess> services = new ArrayList<>();
    private final Path folder;

    private Stage() {
        try {
            folder = Files.createTempDirectory("bridge-faults-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the services' logs", e);
        }
    }

    public static Stage open() {
        Stage stage = new Stage();
        stage.postgres.start();
        stage.kafka.start();
        return stage;
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    public EmbeddedKafkaBroker kafka() {
        return kafka;
    }

    /** A ready biometric service in the local profile, open to everybody. */
    ServiceProcess service(Map<String, String> more) {
        return prepared(more).start();
    }

    /** The same, not started. */
    ServiceProcess prepared(Map<String, String> more) {
        return prepared("biometric-bridge-service", more);
    }

    /** A service of any module in the local profile, open to everybody; not started. */
    public ServiceProcess prepared(String module, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(localProfile());
        environment.putAll(more);
        ServiceProcess service = new ServiceProcess(module, folder.resolve("service-" + services.size()), environment);
        services.add(service);
        return service;
    }

    private Map<String, String> localProfile() {
        return Map.ofEntries(
                Map.entry("QUARKUS_PROFILE", "local"),
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("BRIDGE_AUTH_MODE", "open"),
                Map.entry("OURA_WEBHOOK_SECRET", OURA_SECRET),
                Map.entry("WHOOP_WEBHOOK_SECRET", WHOOP_SECRET),
                Map.entry("TERRA_WEBHOOK_SECRET", TERRA_SECRET),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
                Map.entry("BRIDGE_PG_HOST", EmbeddedPostgresServer.HOST),
                Map.entry("BRIDGE_PG_PORT", Integer.toString(postgres.port())),
                Map.entry("BRIDGE_PG_DATABASE", EmbeddedPostgresServer.DATABASE),
                Map.entry("BRIDGE_PG_USER", EmbeddedPostgresServer.USER),
                Map.entry("BRIDGE_PG_PASSWORD", postgres.password()));
    }

    /** The first column of every row. */
    public Set<String> column(String sql) {
        Set<String> values = new HashSet<>();
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError("The database did not answer: " + sql, e);
        }
        return values;
    }

    /** Something that gives no rows. */
    public void execute(String sql) {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError("The database did not do: " + sql, e);
        }
    }

    /** Every event id that the journal ever took. */
    Set<String> journalled() {
        return column(
                "SELECT event_id FROM biometric.delivery_seen JOIN biometric.delivery USING (event_id, received_at)");
    }

    public PublishedRecords published(String topic) {
        return PublishedRecords.of(kafka.bootstrapServers(), topic);
    }

    @Override
    public void close() {
        services.forEach(ServiceProcess::close);
        kafka.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }
}
