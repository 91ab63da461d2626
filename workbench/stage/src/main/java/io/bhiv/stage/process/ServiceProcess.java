package io.bhiv.stage.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service on a port of its own. It may be stopped, killed or frozen and started again; the log is kept over all its lives. Every
 * method blocks until its effect is there, and throws an {@link IllegalStateException} when it does not come.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofMillis(500);
    private static final int LINES_SHOWN = 40;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ProcessSpec spec;
    private final int port;
    private @Nullable Process process;

    public ServiceProcess(ProcessSpec spec, int port) {
        this.spec = spec;
        this.port = port;
    }

    public String name() {
        return spec.name();
    }

    /** Starts it and returns when it is ready. */
    public ServiceProcess start() {
        Process started = launch();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (Readiness.of("http://127.0.0.1:" + port) != Readiness.READY) {
            // Waiting for the end of the process is a pause that notices a failed start at once.
            if (ended(started, Duration.ofMillis(100))) {
                throw new IllegalStateException(name() + " ended with " + started.exitValue() + ":\n" + log());
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException(name() + " was not ready within " + START_LIMIT + ":\n" + log());
            }
        }
        return this;
    }

    /** Starts it and does not wait. */
    public Process launch() {
        Process started = spec.launch();
        process = started;
        return started;
    }

    /** SIGTERM. */
    public void stop() {
        running().destroy();
        awaitEnd();
    }

    /** {@code kill -9}. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** {@code kill -STOP}: connections stay open and nothing answers, until {@link #resume()}. */
    public void freeze() {
        Signal.STOP.send(running().pid());
    }

    /** {@code kill -CONT}. */
    public void resume() {
        Signal.CONT.send(running().pid());
    }

    private void awaitEnd() {
        if (!ended(running(), STOP_LIMIT)) {
            throw new IllegalStateException(name() + " did not end within " + STOP_LIMIT);
        }
    }

    private static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for process " + process.pid(), e);
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public ProcessHandle handle() {
        return running().toHandle();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return process;
    }

    public int port() {
        return port;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The status of a GET; 0 where nothing answers. */
    public int answers(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException unreachable) {
            return 0;
        }
    }

    /** The JSON of a GET, whatever its status. */
    public JsonNode json(String path) {
        return jsonInTime(path)
                .orElseThrow(() -> new IllegalStateException("No answer within " + ANSWER_LIMIT + " at " + uri(path)));
    }

    /** The same, empty where a busy process did not answer in time: for who asks again. One that has ended is a failure here, too. */
    public Optional<JsonNode> jsonInTime(String path) {
        try {
            return Optional.of(JSON.readTree(get(path).body()));
        } catch (HttpTimeoutException late) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("No JSON at " + uri(path) + end(), e);
        }
    }

    /** How the process ended and the end of its log; empty while it runs. A connection may be cut just before the end. */
    private String end() {
        Process last = process;
        return last != null && ended(last, END_LIMIT)
                ? ": " + name() + " has ended with " + last.exitValue() + ":\n" + endOfLog()
                : "";
    }

    private String endOfLog() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri(path)).timeout(ANSWER_LIMIT).build();
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Everything it ever wrote, over all its lives. */
    public String log() {
        try {
            return Files.exists(spec.log()) ? Files.readString(spec.log(), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + spec.log(), e);
        }
    }

    /** SIGTERM, and SIGKILL where that is not enough; does nothing where it does not run. */
    @Override
    public void close() {
        if (!isRunning()) {
            return;
        }
        running().destroy();
        if (!ended(running(), STOP_LIMIT)) {
            kill();
        }
    }
}
