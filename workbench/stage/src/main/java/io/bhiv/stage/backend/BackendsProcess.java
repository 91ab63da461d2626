package io.bhiv.stage.backend;

import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.process.ServiceCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** PostgreSQL, Kafka and Redis in a process apart from this one, so that a broker and a load generator do not share a JVM. */
public final class BackendsProcess implements AutoCloseable {

    private static final int STOP_SECONDS = 40;

    private final Process process;
    private final BackendAddresses addresses;
    private final long postgresPid;

    private BackendsProcess(Process process, String ready) {
        String[] words = ready.split(" ");
        this.process = process;
        this.addresses = new BackendAddresses(
                EmbeddedPostgresServer.HOST,
                Integer.parseInt(words[1]),
                words[2],
                EmbeddedRedisServer.HOST,
                Integer.parseInt(words[3]));
        this.postgresPid = Long.parseLong(words[4]);
    }

    /** Returns when all three run. Their data goes below {@code folder}, which should be on the disk that is to be measured. */
    public static BackendsProcess start(Path folder, Path log) throws IOException {
        Files.createDirectories(folder);
        List<String> command = List.of(
                ServiceCommand.java(),
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
        return new BackendsProcess(process, readyLine(process, log));
    }

    private static String readyLine(Process process, Path log) throws IOException {
        // The reader stays open with the process: closing it would make the backends' later output fail.
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        String line = output.readLine();
        while (line != null && !line.startsWith(BackendsMain.READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("The backends did not start, see " + log);
        }
        return line;
    }

    public BackendAddresses addresses() {
        return addresses;
    }

    /** PostgreSQL's first process: it starts as a daemon, so it is no child of this one. */
    public Optional<ProcessHandle> postgres() {
        return ProcessHandle.of(postgresPid);
    }

    /** The process that holds Kafka. */
    public ProcessHandle kafka() {
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
