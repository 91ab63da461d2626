package io.bhiv.load.stage;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process of {@link BackendsMain}, seen from the benchmark. */
final class Backends implements AutoCloseable {

    static final String PASSWORD = "bridge-local";

    private static final int STOP_SECONDS = 40;

    private final Process process;
    private final int postgresPort;
    private final String kafkaServers;
    private final int redisPort;
    private final long postgresPid;

    private Backends(Process process, String ready) {
        String[] words = ready.split(" ");
        this.process = process;
        this.postgresPort = Integer.parseInt(words[1]);
        this.kafkaServers = words[2];
        this.redisPort = Integer.parseInt(words[3]);
        this.postgresPid = Long.parseLong(words[4]);
    }

    /** Returns when all three run. Their data goes below {@code folder}, which should be on the disk that is to be measured. */
    static Backends start(Path folder, Path log) throws IOException {
        Files.createDirectories(folder);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                BackendsMain.class.getName(),
                folder.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Backends(process, readyLine(process, log));
    }

    private static String readyLine(Process process, Path log) throws IOException {
        // The reader stays open with the process: closing it would make the backends' later output fail.
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        String line = output.readLine();
        while (line != null && !line.startsWith(BackendsMain.READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the backends did not start, see " + log);
        }
        return line;
    }

    /** As the services read it. */
    Map<String, String> environment() {
        return Map.of(
                "BRIDGE_PG_HOST",
                EmbeddedPostgresServer.HOST,
                "BRIDGE_PG_PORT",
                Integer.toString(postgresPort),
                "BRIDGE_PG_DATABASE",
                EmbeddedPostgresServer.DATABASE,
                "BRIDGE_PG_USER",
                EmbeddedPostgresServer.USER,
                "BRIDGE_PG_PASSWORD",
                PASSWORD,
                "KAFKA_BOOTSTRAP_SERVERS",
                kafkaServers,
                "REDIS_HOST",
                "localhost",
                "REDIS_PORT",
                Integer.toString(redisPort));
    }

    String kafkaServers() {
        return kafkaServers;
    }

    /** JDBC address with credentials, for benchmarks that prepare or check rows. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + EmbeddedPostgresServer.HOST + ":" + postgresPort + "/"
                + EmbeddedPostgresServer.DATABASE + "?user=" + EmbeddedPostgresServer.USER + "&password=" + PASSWORD;
    }

    /** PostgreSQL's first process: it starts as a daemon, so it is no child of ours. */
    Optional<ProcessHandle> postgres() {
        return ProcessHandle.of(postgresPid);
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
