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
import java.util.concurrent.CountDownLatch;

/**
 * One stack from start to end.
 *
 * <p>Lock, sweep what a killed stack left behind, check ports, then backends, simulators and services, wait until all are
 * ready, tell where everything is, and stay until somebody says stop. Whatever was started is stopped in the reverse
 * order, however this ends.
 */
final class StackRun {

    private final StackLayout layout;
    private final Console console;
    private final boolean fresh;
    private final long begun = System.nanoTime();
    private final CountDownLatch stopWanted = new CountDownLatch(1);
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
        this.announcement = new Announcement(layout, backends, simulators, services);
    }

    /** Returns the exit code, 0 after an orderly stop. */
    int run() throws InterruptedException {
        try (StackLock lock = StackLock.take(layout.folders())) {
            new Leftovers(layout.folders(), console).sweep();
            PortCheck.firstClash(wantedPorts()).ifPresent(clash -> {
                throw new BadSetting(clash, null);
            });
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-everything"));
            startEverything();
            stopWanted.await();
            return 0;
        } finally {
            stop();
        }
    }

    private void startEverything() throws InterruptedException {
        if (fresh) {
            new FreshData(layout.folders()).empty();
        }
        announcement.publish("starting");
        console.say(
                layout.settings().external()
                        ? "Using the backends that the environment names"
                        : "Starting PostgreSQL, Kafka and Redis");
        backends.start();
        simulators.start();
        services.start(simulators.environment(), announcement::refresh);
        console.say("Waiting for " + services.names());
        List<String> late = services.awaitReady(stopWanted);
        if (stopWanted.getCount() == 0) {
            return;
        }
        announcement.publish(late.isEmpty() ? "ready" : "degraded");
        announcement.lines(late, Duration.ofNanos(System.nanoTime() - begun)).forEach(console::say);
        services.watch(() -> reviveBackends());
    }

    private void reviveBackends() {
        List<String> revived = backends.revive();
        if (!revived.isEmpty()) {
            console.event("Started again: " + String.join(", ", revived));
            announcement.refresh();
        }
    }

    /** Safe to call more than once and from the shutdown hook; the second caller waits for the first. */
    private synchronized void stop() {
        if (stopWanted.getCount() == 0) {
            return;
        }
        stopWanted.countDown();
        if (!announcement.isPublished()) {
            return;
        }
        console.say("Stopping everything");
        announcement.publish("stopping");
        services.stop();
        simulators.stop();
        backends.stop();
        announcement.withdraw();
        console.say("Stopped");
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
