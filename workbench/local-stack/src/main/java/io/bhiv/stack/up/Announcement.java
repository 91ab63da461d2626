package io.bhiv.stack.up;

import io.bhiv.stack.backend.Backend;
import io.bhiv.stack.backend.Backends;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.status.StackState;
import io.bhiv.stack.status.StateFile;
import io.bhiv.stack.status.StatusReport;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stack.supervise.ProcessIdentity;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is published about this stack: to other commands through the state file, to people once it is up.
 *
 * <p>A state file that cannot be written (the disk is full) is written later, by {@link #retry()}: supervision continues.
 */
final class Announcement {

    private final StackLayout layout;
    private final Console console;
    private final Backends backends;
    private final RunningSimulators simulators;
    private final RunningServices services;
    private final StateFile file;
    private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
    private String state = "";
    private boolean outdated;

    Announcement(
            StackLayout layout,
            Console console,
            Backends backends,
            RunningSimulators simulators,
            RunningServices services) {
        this.layout = layout;
        this.console = console;
        this.backends = backends;
        this.simulators = simulators;
        this.services = services;
        this.file = new StateFile(layout.folders().stateFile());
    }

    synchronized void publish(String newState) {
        state = newState;
        write();
    }

    /** Publishes the processes as they are now. */
    synchronized void refresh() {
        if (isPublished()) {
            write();
        }
    }

    /** Writes again what could not be written before. */
    synchronized void retry() {
        if (outdated) {
            write();
        }
    }

    private void write() {
        try {
            file.write(describe());
            outdated = false;
        } catch (UncheckedIOException e) {
            if (!outdated) {
                console.event(e.getMessage() + ": " + e.getCause() + "; trying again every second");
            }
            outdated = true;
        }
    }

    synchronized boolean isPublished() {
        return !state.isEmpty();
    }

    synchronized void withdraw() {
        state = "";
        outdated = false;
        file.remove();
    }

    /** For people, once everything is up. */
    synchronized List<String> lines(List<String> late, Duration took) {
        StackState now = describe();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format("BHIV Bridge is up, %.1f s after the start.", took.toMillis() / 1000.0));
        lines.addAll(StatusReport.pageLines(now));
        late.forEach(name ->
                lines.add("  NOT READY: " + name + ", see " + layout.folders().log(name)));
        lines.addAll(StatusReport.endpointLines(now));
        lines.add("");
        lines.add("  data  " + now.dataFolder());
        lines.add("  logs  " + now.logFolder());
        lines.add("");
        lines.addAll(StatusReport.whatToTry(now));
        return lines;
    }

    private StackState describe() {
        List<Endpoint> endpoints = new ArrayList<>();
        backends.describe().forEach(backend -> endpoints.add(describe(backend)));
        endpoints.addAll(simulators.describe());
        endpoints.addAll(services.describe(state));
        Map<String, String> notStarted = new LinkedHashMap<>(simulators.notStarted());
        layout.leftOut().forEach(service -> notStarted.put(service.label(), "left out by --without"));
        return new StackState(
                state,
                self.started(),
                layout.settings().external(),
                Optional.of(self),
                layout.folders().data().toString(),
                layout.folders().logs().toString(),
                endpoints,
                notStarted,
                layout.secrets().invented());
    }

    private Endpoint describe(Backend backend) {
        return new Endpoint(
                backend.name(),
                "backend",
                backend.address(),
                backend.port(),
                state,
                backend.process().orElse(null),
                0,
                backend.log().map(Path::toString).orElse(null),
                backend.data().map(Path::toString).orElse(null));
    }
}
