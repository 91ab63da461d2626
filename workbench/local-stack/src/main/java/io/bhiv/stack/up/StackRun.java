package io.bhiv.stack.up;

import io.bhiv.stack.backend.Backends;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.PortCheck;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One stack from start to end.
 *
 * <p>Lock, end what a killed stack left behind, check ports, then start backends, simulators and services, wait until all are
 * ready, print where everything is, and stay until a stop is wanted. Whatever was started is stopped in the reverse order,
 * however this ends.
 */
final class StackRun {

    private final StackLayout layout;
    private final Console console;
    private final boolean fresh;
    private final long begun = System.nanoTime();
    private final Lifecycle lifecycle = new Lifecycle();
    private final Backends backends;
    private final RunningSimulators simulators;
    private final RunningServices services;
    private final Announcement announcement;

    StackRun(StackLayout layout, Console console, boolean fresh) {
        this.layout = layout;
        this.console = console;
        this.fresh = fresh;
        this.backends = Backends.of(layout);
        this.simulators = new RunningSimulators(layout, console);
        this.services = new RunningServices(layout, console);
        this.announcement = new Announcement(layout, console, backends, simulators, services);
    }

    /** Returns the exit code, 0 after an orderly stop. */
    int run() throws InterruptedException {
        try (StackLock lock = StackLock.take(layout.folders())) {
            runLocked();
            return 0;
        }
    }

    /** The lock is given back only after everything has stopped. */
    private void runLocked() throws InterruptedException {
        try {
            new Leftovers(layout.folders(), console).sweep();
            PortCheck.firstClash(wantedPorts()).ifPresent(clash -> {
                throw new BadSetting(clash, null);
            });
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-everything"));
            if (startEverything()) {
                awaitReady();
            }
            lifecycle.awaitStopWanted();
        } catch (RuntimeException e) {
            if (!lifecycle.isStopWanted()) {
                throw e;
            }
            // Kafka, for one, refuses to start in a process that is ending.
            console.event("The stop ended the start: " + e.getMessage());
        } finally {
            stop();
        }
    }

    /** False where a stop was wanted meanwhile. */
    private boolean startEverything() {
        return lifecycle.step(this::startBackends)
                && lifecycle.step(simulators::start)
                && lifecycle.step(() -> services.start(simulators.environment(), announcement::refresh));
    }

    private void startBackends() {
        if (fresh) {
            new FreshData(layout.folders()).empty();
        }
        announcement.publish("starting");
        console.print(
                layout.settings().external()
                        ? "Using the backends that the environment names"
                        : "Starting PostgreSQL, Kafka and Redis");
        backends.start();
    }

    private void awaitReady() throws InterruptedException {
        console.print("Waiting for " + services.names());
        List<String> late = services.awaitReady(lifecycle);
        lifecycle.step(() -> {
            announcement.publish(late.isEmpty() ? "ready" : "degraded");
            announcement
                    .lines(late, Duration.ofNanos(System.nanoTime() - begun))
                    .forEach(console::print);
            services.watch(this::check);
        });
    }

    private void check() {
        announcement.retry();
        List<String> revived = backends.revive();
        if (!revived.isEmpty()) {
            console.event("Started again: " + String.join(", ", revived));
            announcement.refresh();
        }
    }

    private void stop() {
        lifecycle.stop(this::stopEverything);
    }

    private void stopEverything() {
        if (!announcement.isPublished()) {
            return;
        }
        console.print("Stopping everything");
        announcement.publish("stopping");
        services.stop();
        simulators.stop();
        backends.stop();
        announcement.withdraw();
        console.print("Stopped");
    }

    private List<WantedPort> wantedPorts() {
        List<WantedPort> wanted = new ArrayList<>(backends.ports());
        wanted.addAll(simulators.ports());
        for (Place service : layout.services()) {
            wanted.add(new WantedPort(service.label(), layout.port(service), service.variable()));
        }
        return wanted;
    }
}
