package io.bhiv.system.biometric;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stage.backend.FreePort;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of our services as a process, in the memory that the local stack gives it. May be killed and started again. */
public final class ServiceProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String module;
    private final Path folder;
    private final Map<String, String> environment;
    private final int port = FreePort.any();
    private @Nullable Process process;

    /** @param module the service's module, which has been built */
    ServiceProcess(String module, Path folder, Map<String, String> environment) {
        this.module = module;
        this.folder = folder;
        this.environment = environment;
    }

    /** Returns when it is ready. */
    public ServiceProcess start() {
        Process started = launch();
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!started.isAlive()) {
                throw new AssertionError("The service ended with " + started.exitValue() + ":\n" + log());
            }
            return answers("/q/health/ready") == 200;
        });
        return this;
    }

    /** Starts the process and does not wait. */
    Process launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the local stack runs it.
        command.addAll(List.of(
                "-Xms64m",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                runner().toString()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Files.createDirectories(folder).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            Map<String, String> variables = builder.environment();
            variables.keySet().removeIf(name -> name.startsWith("BRIDGE_") || name.endsWith("_WEBHOOK_SECRET"));
            variables.putAll(environment);
            variables.values().removeIf(String::isEmpty);
            variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
            Process started = builder.start();
            process = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The service cannot be started", e);
        }
    }

    private Path runner() {
        Path jar = StackUnderTest.projectRoot().resolve(module + "/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("The service is not built: " + jar + " is missing");
        }
        return jar;
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; returns when the process is gone. */
    public void stop() {
        running().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("The service did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public ProcessHandle handle() {
        return running().toHandle();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("The service was never started");
        }
        return process;
    }

    int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The status of a GET; 0 where nobody answers. */
    public int answers(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException nobody) {
            return 0;
        }
    }

    /** The JSON of a GET, whatever its status. */
    public JsonNode json(String path) {
        try {
            return JSON.readTree(get(path).body());
        } catch (IOException e) {
            throw new AssertionError("no JSON at " + path, e);
        }
    }

    /** Deliveries journalled and not yet through. */
    long outstanding() {
        JsonNode count = json("/api/v1/biometric/backlog").path("outstanding");
        return count.isNumber() ? count.asLong() : Long.MAX_VALUE;
    }

    /** What the readiness answer says about Kafka's breaker. */
    public String breaker() {
        for (JsonNode check : json("/q/health/ready").path("checks")) {
            if (check.path("name").asText().equals("kafka")) {
                return check.path("data").path("breaker").asText();
            }
        }
        return "unknown";
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri(path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Everything it ever wrote, over all its lives. */
    String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile(), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + logFile(), e);
        }
    }

    private Path logFile() {
        return folder.resolve("service.log");
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
