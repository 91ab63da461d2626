package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stack.supervise.SupervisedProcess;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ProcessSpec;
import io.bhiv.stage.process.Readiness;
import io.bhiv.stage.process.ServiceCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The services of one stack, each a process of its own. */
final class RunningServices {

    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(150);

    private static final int HOPELESS_RESTARTS = 5;

    private final StackLayout layout;
    private final Console console;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("stack-timer-", 0).factory());
    private volatile Map<Place, SupervisedProcess> processes = Map.of();
    private volatile @Nullable Future<?> watching;

    RunningServices(StackLayout layout, Console console) {
        this.layout = layout;
        this.console = console;
    }

    String names() {
        return processes.isEmpty()
                ? "nothing: no service is built yet"
                : String.join(
                        ", ", processes.keySet().stream().map(Place::label).toList());
    }

    /** Starts them all at once; {@code onChange} runs whenever a process id changed. */
    void start(Map<String, String> simulators, Runnable onChange) {
        Map<Place, SupervisedProcess> all = new LinkedHashMap<>();
        for (Place service : layout.services()) {
            ProcessSpec spec = new ProcessSpec(
                    service.label(),
                    command(service),
                    layout.folders().data(service.label()),
                    layout.environment(service, simulators),
                    true,
                    layout.folders().log(service.label()));
            all.put(service, new SupervisedProcess(spec, console, timer, onChange));
        }
        processes = all;
        all.values().forEach(SupervisedProcess::start);
    }

    /** {@code BRIDGE_NATIVE} is {@code up --native} of the launcher. */
    private List<String> command(Place service) {
        return layout.settings().value("BRIDGE_NATIVE").isPresent()
                ? ServiceCommand.ofNative(layout.folders().root(), service, options(service))
                : ServiceCommand.of(layout.folders().root(), service, options(service));
    }

    private List<String> options(Place service) {
        List<String> options = new ArrayList<>(List.of(layout.folders().marker()));
        layout.settings()
                .value(service.javaOptionsVariable())
                .ifPresent(more -> options.addAll(List.of(more.strip().split("\\s+"))));
        return options;
    }

    /** Waits for all of them, or until stop is wanted; returns the names of those that were not ready in time. */
    List<String> awaitReady(Lifecycle lifecycle) throws InterruptedException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        List<Place> late = new ArrayList<>(processes.keySet());
        while (!late.isEmpty() && System.nanoTime() < deadline) {
            late.removeIf(service -> Readiness.of(layout.url(service)) == Readiness.READY);
            if (!late.isEmpty() && late.stream().allMatch(this::keepsEnding)) {
                break;
            }
            if (lifecycle.awaitStopWanted(BETWEEN_PROBES)) {
                return List.of();
            }
        }
        return late.stream().map(Place::label).toList();
    }

    /** A service that ended several times before it was ever ready will not become ready by waiting. */
    private boolean keepsEnding(Place service) {
        SupervisedProcess process = processes.get(service);
        return process != null && process.restarts() >= HOPELESS_RESTARTS;
    }

    /** Runs {@code check} every second for as long as the stack is up. */
    void watch(Runnable check) {
        watching = timer.scheduleWithFixedDelay(() -> checkOnce(check), 1, 1, TimeUnit.SECONDS);
    }

    /** Must not throw: the timer would never call it again. */
    private void checkOnce(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            console.event("A backend could not be started again; trying again: " + e.getMessage());
        }
    }

    /** Stops all at once and waits until each has ended. */
    void stop() {
        Future<?> watch = watching;
        if (watch != null) {
            watch.cancel(false);
        }
        timer.shutdownNow();
        List<Thread> stopping = processes.values().stream()
                .map(process -> Thread.ofPlatform().start(process::stop))
                .toList();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    List<Endpoint> describe(String state) {
        return processes.entrySet().stream()
                .map(entry -> describe(entry.getKey(), entry.getValue(), state))
                .toList();
    }

    private Endpoint describe(Place service, SupervisedProcess process, String state) {
        return new Endpoint(
                service.label(),
                "service",
                layout.url(service),
                layout.port(service),
                state,
                process.identity().orElse(null),
                process.restarts(),
                layout.folders().log(service.label()).toString(),
                layout.folders().data(service.label()).toString());
    }
}
