package io.bhiv.automation.service;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceCommand;
import io.bhiv.stage.testing.PostgresResource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process of its own, which can be killed for good. */
final class ReplicaProcess implements AutoCloseable {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String name;
    private final Path folder;
    private final Map<String, String> settings;
    private Process process;
    private int starts;

    ReplicaProcess(String name, Path folder) {
        this(name, folder, Map.of());
    }

    ReplicaProcess(String name, Path folder, Map<String, String> settings) {
        this.name = name;
        this.folder = folder;
        this.settings = settings;
        this.process = start();
    }

    private Process start() {
        starts++;
        File log = folder.resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(ServiceCommand.of(ROOT, Place.AUTOMATION, List.of("-Xmx192m")))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment()
                .putAll(Map.of(
                        "BRIDGE_PG_HOST",
                        EmbeddedPostgresServer.HOST,
                        "BRIDGE_PG_PORT",
                        Integer.toString(PostgresResource.port()),
                        "BRIDGE_PG_DATABASE",
                        EmbeddedPostgresServer.DATABASE,
                        "BRIDGE_PG_USER",
                        EmbeddedPostgresServer.USER,
                        "BRIDGE_PG_PASSWORD",
                        PostgresResource.password(),
                        "BRIDGE_AUTH_MODE",
                        "open",
                        "QUARKUS_HTTP_PORT",
                        "0",
                        "AUTOMATION_CONFIG",
                        folder.resolve("config.json").toString(),
                        "AUTOMATION_LEASE",
                        "3S",
                        "AUTOMATION_REPLICA",
                        name + "-" + starts));
        builder.environment().put("QUARKUS_PROFILE", "local");
        builder.environment().put("BRIDGE_STOP_DELAY", "0S");
        builder.environment().putAll(settings);
        try {
            return builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How many processes there have been under this name. */
    int starts() {
        return starts;
    }

    /** As {@code kill -9}, and up again. */
    void killAndRestart() {
        kill();
        process = start();
    }

    /** As {@code kill}: the process may put its work away. */
    void stop() {
        process.destroy();
        await(30);
    }

    private void kill() {
        process.destroyForcibly();
        await(10);
    }

    private void await(int seconds) {
        try {
            process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
