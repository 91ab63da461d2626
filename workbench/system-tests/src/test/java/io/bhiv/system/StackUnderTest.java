package io.bhiv.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stack.simulator.Simulator;
import io.bhiv.stack.simulator.Simulators;
import io.bhiv.stage.backend.FreePort;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A stack of its own, on free ports and with empty data, driven through {@code ./bridge} as from a terminal.
 *
 * <p>Nothing is built: the reactor has built the services before this module's tests run. Close stops the stack and
 * removes its folder; a stack that does not stop fails the test.
 */
public final class StackUnderTest implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long COMMAND_MINUTES = 5;

    private final Path root;
    private final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private StackUnderTest(Map<String, String> more) {
        try {
            this.root = projectRoot();
            this.home = Files.createTempDirectory("bridge-under-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the stack", e);
        }
        environment.put("BRIDGE_HOME", home.toString());
        environment.put("BRIDGE_BUILD", "never");
        for (Place place : Place.values()) {
            environment.put(place.variable(), Integer.toString(FreePort.any()));
        }
        for (Simulator simulator : Simulators.all()) {
            environment.put(simulator.portVariable(), Integer.toString(FreePort.any()));
        }
        environment.putAll(more);
    }

    /** Not started yet. */
    public static StackUnderTest prepared() {
        return new StackUnderTest(Map.of());
    }

    /** Not started yet, with further environment variables, for example {@code BRIDGE_BIOMETRIC_JAVA_OPTS}. */
    public static StackUnderTest preparedWith(Map<String, String> environment) {
        return new StackUnderTest(environment);
    }

    /** {@code ./bridge up --detach} with the given further options; fails the test unless everything is ready. */
    public StackUnderTest up(String... options) {
        List<String> arguments = new ArrayList<>(List.of("up", "--detach"));
        arguments.addAll(List.of(options));
        bridge(arguments.toArray(String[]::new)).succeeded();
        return this;
    }

    public StackUnderTest down() {
        bridge("down").succeeded();
        return this;
    }

    /** Runs {@code ./bridge} with this stack's ports and folder, and waits for its end (at most 5 minutes). */
    public CommandResult bridge(String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("bridge").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a shell line in the project's folder, with this stack's ports and folder. */
    public CommandResult shell(String line) {
        return run(List.of("bash", "-c", line));
    }

    /** The output of {@code status --json}, whatever it is. */
    public JsonNode status() {
        CommandResult result = bridge("status", "--json");
        try {
            return JSON.readTree(result.output());
        } catch (JsonProcessingException e) {
            throw new AssertionError("status --json is no JSON:\n" + result.output(), e);
        }
    }

    public int port(Place place) {
        return Integer.parseInt(environment.getOrDefault(place.variable(), ""));
    }

    /** The base address of a service. */
    public String url(Place service) {
        return "http://localhost:" + port(service);
    }

    public String kafkaServers() {
        return "localhost:" + port(Place.KAFKA);
    }

    /** JDBC address of the stack's database, with credentials. */
    public String jdbcUrl() {
        String password =
                recorded().path("developmentSecrets").path("BRIDGE_PG_PASSWORD").asText();
        return "jdbc:postgresql://localhost:" + port(Place.POSTGRES) + "/bridge?user=bridge&password=" + password;
    }

    public Path home() {
        return home;
    }

    /** Process id of an endpoint as the stack has recorded it, empty where it has none just now. */
    public Optional<Long> pid(String name) {
        return endpoints(recorded())
                .filter(one -> one.path("name").asText().equals(name))
                .map(one -> one.path("process").path("pid"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .findFirst();
    }

    /** The file in which the stack describes itself: what {@code status} reads before it asks every endpoint. */
    private JsonNode recorded() {
        Path file = home.resolve("stack.json");
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** The command lines of all processes that name this stack's folder, whether or not the stack has recorded them. */
    public List<String> processes() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(home.toString()))
                .toList();
    }

    public Optional<JsonNode> endpoint(String name) {
        return endpoints().filter(one -> one.path("name").asText().equals(name)).findFirst();
    }

    public Stream<JsonNode> endpoints() {
        return endpoints(status());
    }

    /** The endpoints in an output of {@link #status()}. */
    public static Stream<JsonNode> endpoints(JsonNode state) {
        return StreamSupport.stream(state.path("endpoints").spliterator(), false);
    }

    /** {@code kill -9} of one of this stack's own processes; answers when, for finding it took a while. */
    public Instant kill(String name) {
        long pid = pid(name).orElseThrow(() -> new AssertionError(name + " has no process"));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new AssertionError(pid + " is gone"));
        Instant killed = Instant.now();
        process.destroyForcibly();
        return killed;
    }

    /** Where nothing runs that names this stack's folder, there is nothing to end. */
    @Override
    public void close() {
        try {
            if (!processes().isEmpty()) {
                down();
            }
        } finally {
            remove(home);
        }
    }

    /** Begins {@code ./bridge} and does not wait; {@code destroy()} of the process is what Ctrl-C is. */
    public Process begin(String argument) {
        return launch(List.of(root.resolve("bridge").toString(), argument), home.resolve("begun.out"));
    }

    /** What a begun command has printed so far. */
    public String outputOf(Process begun) {
        if (!begun.isAlive() && begun.exitValue() != 0) {
            throw new AssertionError("It ended with " + begun.exitValue() + ": " + read(home.resolve("begun.out")));
        }
        return read(home.resolve("begun.out"));
    }

    private CommandResult run(List<String> command) {
        try {
            Path output = Files.createTempFile(home, "command-", ".out");
            Process process = launch(command, output);
            if (!process.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end:\n" + read(output));
            }
            return new CommandResult(String.join(" ", command), process.exitValue(), read(output));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while running " + command, e);
        }
    }

    private Process launch(List<String> command, Path output) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + output, e);
        }
    }

    /** The folder with the launcher, above the folder in which the tests run. */
    public static Path projectRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("bridge"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "No launcher above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }
}
