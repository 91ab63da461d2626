package io.bhiv.stage.testing;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.PostgresOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.function.Function;

/** A durable PostgreSQL, shared per JVM; gives {@code BRIDGE_PG_*} to the configuration. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private static final OncePerJvm SHARED = new OncePerJvm("postgres", PostgresResource::startShared);

    @Override
    public Map<String, String> start() {
        return Map.of(
                "BRIDGE_PG_HOST", EmbeddedPostgresServer.HOST,
                "BRIDGE_PG_PORT", Integer.toString(port()),
                "BRIDGE_PG_DATABASE", EmbeddedPostgresServer.DATABASE,
                "BRIDGE_PG_USER", EmbeddedPostgresServer.USER,
                "BRIDGE_PG_PASSWORD", password());
    }

    /** Keeps it running: other test classes of this JVM share it. */
    @Override
    public void stop() {}

    /** Takes the database away; connections are cut. */
    public static void stopServer() {
        SHARED.ask("stop");
    }

    /** Takes the database away without a checkpoint, as a crash would. */
    public static void crashServer() {
        SHARED.ask("crash");
    }

    /** Gives it back on the same port with the same data. */
    public static void startServer() {
        SHARED.ask("start");
    }

    public static int port() {
        return Integer.parseInt(SHARED.ask("port"));
    }

    public static String password() {
        return SHARED.ask("password");
    }

    /** JDBC address of database {@code bridge} with credentials. */
    public static String jdbcUrl() {
        return "jdbc:postgresql://" + EmbeddedPostgresServer.HOST + ":" + port() + "/" + EmbeddedPostgresServer.DATABASE
                + "?user=" + EmbeddedPostgresServer.USER + "&password=" + password();
    }

    private static Function<String, String> startShared() {
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(
                        PostgresOptions.temporary().withSetting("timezone", "Asia/Kathmandu"))
                .start();
        OncePerJvm.atJvmEnd(server::close);
        return command -> {
            switch (command) {
                case "start" -> server.start();
                case "stop" -> server.stop();
                case "crash" -> server.crash();
                case "port" -> {
                    return Integer.toString(server.port());
                }
                case "password" -> {
                    return server.password();
                }
                default -> throw new IllegalArgumentException(command);
            }
            return "";
        };
    }
}
