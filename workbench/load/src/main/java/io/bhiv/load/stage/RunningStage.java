package io.bhiv.load.stage;

import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.process.ServiceCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The stack that {@code ./bridge up} started on this machine. Its data stays, so its figures also depend on what was there before.
 * Ports and secrets come from the environment where set, else they are the local stack's.
 */
public final class RunningStage implements BenchStage {

    private final Path root;
    private final Settings settings;

    /** @param root the project whose stack runs */
    public RunningStage(Path root, Settings settings) {
        this.root = root;
        this.settings = settings;
    }

    @Override
    public InetSocketAddress service(Place service, Map<String, String> ignored) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port(service));
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        for (Place service : Place.services()) {
            String jar = ServiceCommand.jar(root, service).toString();
            ProcessHandle.allProcesses()
                    .filter(process -> process.info().commandLine().orElse("").contains(jar))
                    .findFirst()
                    .ifPresent(process -> processes.put(service.label(), process));
        }
        processes.put("generator", ProcessHandle.current());
        return processes;
    }

    @Override
    public BackendAddresses backends() {
        return BackendAddresses.embedded(settings);
    }

    @Override
    public Secrets secrets() {
        return Secrets.from(settings);
    }

    /** Does nothing: {@code ./bridge down} stops it. */
    @Override
    public void close() {}
}
