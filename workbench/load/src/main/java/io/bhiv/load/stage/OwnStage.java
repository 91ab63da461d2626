package io.bhiv.load.stage;

import io.bhiv.stage.Stage;
import io.bhiv.stage.backend.BackendsProcess;
import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.process.ServiceCommand.Form;
import io.bhiv.stage.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Backends and services of the benchmark's own, on free ports, with data that is removed afterwards. Logs stay beside the results.
 */
public final class OwnStage implements BenchStage {

    private final Path data;
    private final BackendsProcess backends;
    private final Stage stage;
    private final Thread interrupted;

    /**
     * @param root the project, whose services have been built
     * @param results where logs go; the data goes into a folder below, so that it is on the same disk
     * @param options added to those of every service, for example to record a flight
     */
    public OwnStage(Path root, Path results, Form form, List<String> options) throws IOException {
        this.data = Files.createDirectories(results).resolve("data");
        this.backends = BackendsProcess.start(data, results.resolve("backends.log"));
        this.stage = new Stage(root, results, backends.addresses(), form, options);
        this.interrupted = new Thread(this::stop, "stop-stage");
        Runtime.getRuntime().addShutdownHook(interrupted);
    }

    @Override
    public InetSocketAddress service(Place service, Map<String, String> environment) {
        return running(service)
                .orElseGet(() -> stage.started(service, environment))
                .address();
    }

    private Optional<ServiceProcess> running(Place service) {
        return stage.services().stream()
                .filter(one -> one.name().equals(service.label()))
                .findFirst();
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        stage.services().forEach(service -> processes.put(service.name(), service.handle()));
        backends.postgres().ifPresent(postgres -> processes.put("postgres", postgres));
        processes.put("kafka", backends.kafka());
        processes.put("generator", ProcessHandle.current());
        return processes;
    }

    @Override
    public BackendAddresses backends() {
        return backends.addresses();
    }

    @Override
    public Secrets secrets() {
        return Secrets.from(Settings.none());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(interrupted);
        stop();
    }

    private void stop() {
        stage.close();
        backends.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Temporary data stayed in " + data, e);
        }
    }
}
