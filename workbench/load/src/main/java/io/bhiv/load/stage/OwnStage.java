package io.bhiv.load.stage;

import io.bhiv.stage.backend.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Backends and services of the benchmark's own, on free ports, with data that is removed afterwards. Logs stay beside the results.
 */
public final class OwnStage implements Stage {

    private static final Map<String, String> SETTINGS = Map.of(
            "QUARKUS_PROFILE", "local",
            "QUARKUS_HTTP_HOST", "127.0.0.1",
            "BRIDGE_AUTH_MODE", "open",
            "OURA_WEBHOOK_SECRET", "fake-development-secret-oura",
            "OURA_VERIFICATION_TOKEN", "fake-development-token-oura",
            "WHOOP_WEBHOOK_SECRET", "fake-development-secret-whoop",
            "TERRA_WEBHOOK_SECRET", "fake-development-secret-terra");

    private final Path root;
    private final Path results;
    private final Path data;
    private final List<String> javaOptions;
    private final Backends backends;
    private final Map<String, ServiceProcess> services = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Thread interrupted;

    /**
     * @param root the project, whose services have been built
     * @param results where logs go; the data goes into a folder below, so that it is on the same disk
     * @param javaOptions added to those of every service, for example to record a flight
     */
    public OwnStage(Path root, Path results, List<String> javaOptions) throws IOException {
        this.root = root;
        this.results = Files.createDirectories(results);
        this.javaOptions = List.copyOf(javaOptions);
        this.data = results.resolve("data");
        this.backends = Backends.start(data, results.resolve("backends.log"));
        this.interrupted = new Thread(this::stop, "stop-stage");
        Runtime.getRuntime().addShutdownHook(interrupted);
    }

    @Override
    public InetSocketAddress service(String module, Map<String, String> environment) throws IOException {
        ServiceProcess running = services.get(module);
        if (running == null) {
            running = start(module, environment);
            services.put(module, running);
        }
        return running.address();
    }

    private ServiceProcess start(String module, Map<String, String> more) throws IOException {
        Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IOException(module + " is not built: " + jar + " is missing");
        }
        int port = FreePort.any();
        Map<String, String> environment = new HashMap<>(SETTINGS);
        environment.putAll(backends.environment());
        environment.putAll(more);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return ServiceProcess.start(
                jar, port, javaOptions, environment, Files.createDirectories(results.resolve(module)));
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        services.forEach((module, service) -> processes.put(module, service.process()));
        backends.postgres().ifPresent(postgres -> processes.put("postgres", postgres));
        processes.put("kafka", backends.process());
        processes.put("generator", ProcessHandle.current());
        return processes;
    }

    @Override
    public String kafkaServers() {
        return backends.kafkaServers();
    }

    @Override
    public String jdbcUrl() {
        return backends.jdbcUrl();
    }

    @Override
    public String variable(String name) {
        String value = SETTINGS.getOrDefault(name, backends.environment().get(name));
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set on this stage");
        }
        return value;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(interrupted);
        stop();
    }

    private void stop() {
        services.values().forEach(ServiceProcess::close);
        backends.close();
        try {
            remove(data);
        } catch (IOException e) {
            throw new UncheckedIOException("temporary data stayed in " + data, e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
