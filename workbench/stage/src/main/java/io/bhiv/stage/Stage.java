package io.bhiv.stage;

import io.bhiv.stage.backend.FreePort;
import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.ServiceEnvironment;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.process.ProcessSpec;
import io.bhiv.stage.process.ServiceCommand;
import io.bhiv.stage.process.ServiceCommand.Form;
import io.bhiv.stage.process.ServiceProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The services of one test or benchmark, each on a free port, all against the same backends, with the development secrets even where
 * the environment has others. Close ends the services; the backends belong to the caller.
 */
public final class Stage implements AutoCloseable {

    private final Path root;
    private final Path folder;
    private final BackendAddresses backends;
    private final Form form;
    private final List<String> options;
    private final List<ServiceProcess> services = new ArrayList<>();

    /**
     * @param root the project, whose services have been built
     * @param folder working directories and logs of the services go below it
     * @param options added to those of every service, for example to record a flight
     */
    public Stage(Path root, Path folder, BackendAddresses backends, Form form, List<String> options) {
        this.root = root;
        this.folder = folder;
        this.backends = backends;
        this.form = form;
        this.options = List.copyOf(options);
    }

    /**
     * One more process of a service, not started.
     *
     * @param more wins over what every service is given; an empty value takes the variable away
     */
    public synchronized ServiceProcess prepared(Place service, Map<String, String> more) {
        List<String> command = ServiceCommand.of(root, service, form, options);
        int port = FreePort.any();
        Map<String, String> environment =
                new HashMap<>(ServiceEnvironment.of(Settings.none(), Secrets.from(Settings.none()), backends));
        environment.putAll(more);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        Path own = folder.resolve(service.label() + "-" + (services.size() + 1));
        ProcessSpec spec =
                new ProcessSpec(service.label(), command, own, environment, false, own.resolve("service.log"));
        ServiceProcess process = new ServiceProcess(spec, port);
        services.add(process);
        return process;
    }

    /** One more process of a service; returns when it is ready. */
    public ServiceProcess started(Place service, Map<String, String> more) {
        return prepared(service, more).start();
    }

    /** All of them, in the order in which they were prepared. */
    public synchronized List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    @Override
    public void close() {
        services().forEach(ServiceProcess::close);
    }
}
