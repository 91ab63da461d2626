package io.bhiv.stage.backend;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own with a database and a role named {@code bridge}.
 *
 * <p>Protocol: construct, {@link #start()}, then any number of {@link #stop()} or {@link #crash()} and {@code start()} on
 * the same port and data, and {@link #close()} at the end, which removes temporary data. A postmaster left behind by a
 * killed owner of the same folder is stopped first, and a stale lock file is removed. All methods block.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    public static final String HOST = "localhost";
    public static final String DATABASE = "bridge";
    public static final String USER = "bridge";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final PostgresOptions options;
    private final DataFolder folder;
    private final int port;
    private @Nullable EmbeddedPostgres running;

    public EmbeddedPostgresServer(PostgresOptions options) {
        this.options = options;
        this.folder = DataFolder.of(options.folder(), "postgres");
        this.port = FreePort.orAny(options.port());
    }

    /** Ends the postmaster that a killed owner left behind in a kept folder; does nothing where there is none. */
    public static void stopLeftoverIn(Path folder) {
        new Postmaster(dataIn(folder.toAbsolutePath().normalize())).stopLeftover(STOP_LIMIT);
    }

    /** Starts it and makes sure that role and database are there; does nothing where it runs already. */
    public synchronized EmbeddedPostgresServer start() {
        if (running != null) {
            return this;
        }
        folder.create();
        new Postmaster(dataDirectory()).stopLeftover(STOP_LIMIT);
        folder.dropIfLarge(logFile());
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(dataDirectory())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_LIMIT)
                    .setOutputRedirector(
                            ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            options.serverConfig().forEach(builder::setServerConfig);
            running = builder.start();
            prepare(running);
        } catch (IOException | SQLException | RuntimeException e) {
            stop();
            throw new IllegalStateException("PostgreSQL did not start on port " + port + ", see " + logFile(), e);
        }
        return this;
    }

    /** Stops it cleanly; connected clients are cut off. Data and port stay ours. */
    public synchronized void stop() {
        EmbeddedPostgres server = running;
        running = null;
        if (server == null) {
            return;
        }
        Postmaster postmaster = new Postmaster(dataDirectory());
        OptionalLong pid = postmaster.pid();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be closed", e);
        } finally {
            pid.ifPresent(id -> Postmaster.awaitEnd(id, STOP_LIMIT));
        }
    }

    /** Ends it as a power cut would, without a checkpoint: the next start must recover from the write-ahead log. */
    public synchronized void crash() {
        EmbeddedPostgres server = running;
        running = null;
        if (server == null) {
            return;
        }
        new Postmaster(dataDirectory()).quitAtOnce(STOP_LIMIT);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be closed", e);
        }
    }

    /** Stops it and removes temporary data. */
    @Override
    public void close() {
        stop();
        folder.removeIfTemporary();
    }

    public synchronized boolean isRunning() {
        return running != null;
    }

    public int port() {
        return port;
    }

    public String password() {
        return options.password();
    }

    /** Process id of the postmaster, empty where it is not running. */
    public OptionalLong pid() {
        return new Postmaster(dataDirectory()).pid();
    }

    public Path dataDirectory() {
        return dataIn(folder.path());
    }

    private static Path dataIn(Path folder) {
        return folder.resolve("data");
    }

    public Path logFile() {
        return folder.path().resolve("postgres.log");
    }

    /** JDBC address of database {@code bridge}, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + DATABASE;
    }

    /** Connections as the role {@code bridge}; it owns the database and is no superuser. */
    public synchronized DataSource dataSource() {
        return running().getDatabase(USER, DATABASE, Map.of("password", options.password()));
    }

    /** Replaces the database {@code bridge} by an empty one and cuts off who is connected to it: cheaper than a new cluster. */
    public synchronized void emptyDatabase() {
        try (Connection connection = running().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
        } catch (SQLException e) {
            throw new IllegalStateException("The database on port " + port + " could not be replaced", e);
        }
    }

    private EmbeddedPostgres running() {
        if (running == null) {
            throw new IllegalStateException("PostgreSQL on port " + port + " is not running");
        }
        return running;
    }

    private void prepare(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            String quoted = options.password().replace("'", "''");
            String verb = exists(statement, "pg_roles WHERE rolname = '" + USER + "'") ? "ALTER" : "CREATE";
            statement.execute(verb + " ROLE " + USER + " LOGIN PASSWORD '" + quoted + "'");
            if (!exists(statement, "pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
            }
        }
    }

    private static boolean exists(Statement statement, String what) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + what)) {
            return rows.next();
        }
    }
}
