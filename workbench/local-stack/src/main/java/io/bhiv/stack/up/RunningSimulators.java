package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stack.simulator.Simulator;
import io.bhiv.stack.simulator.Simulators;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The simulators of one stack. One that was left out, or whose variable the environment sets, is not started: the value of the
 * environment reaches the services instead, and an empty value leaves them without such a system.
 */
final class RunningSimulators {

    private final Settings settings;
    private final Console console;
    private final List<Simulator> all;
    private final List<Simulator> running;

    RunningSimulators(StackLayout layout, Console console) {
        this.settings = layout.settings();
        this.console = console;
        this.all = Simulators.all(settings);
        this.running = all.stream()
                .filter(simulator -> reasonNotToRun(simulator).isEmpty())
                .toList();
    }

    List<WantedPort> ports() {
        return running.stream()
                .map(one -> new WantedPort(one.name(), port(one), one.portVariable()))
                .toList();
    }

    void start() {
        for (Simulator simulator : running) {
            try {
                simulator.start(port(simulator), console.source(simulator.name())::print);
            } catch (IOException e) {
                throw new UncheckedIOException("The simulator " + simulator.name() + " did not start", e);
            }
        }
    }

    void stop() {
        running.forEach(Simulator::stop);
    }

    /** The variables of the services; an empty value takes a variable away. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Simulator simulator : all) {
            if (running.contains(simulator)) {
                variables.putAll(simulator.environment(port(simulator)));
            } else {
                variables.put(
                        simulator.addressVariable(),
                        settings.value(simulator.addressVariable()).orElse(""));
            }
        }
        return variables;
    }

    List<Endpoint> describe() {
        return running.stream()
                .map(one -> new Endpoint(
                        one.name(),
                        "simulator",
                        "http://localhost:" + port(one),
                        port(one),
                        "ready",
                        null,
                        0,
                        null,
                        null))
                .toList();
    }

    /** Why the others do not run, by name. */
    Map<String, String> notStarted() {
        Map<String, String> reasons = new LinkedHashMap<>();
        all.forEach(one -> reasonNotToRun(one).ifPresent(reason -> reasons.put(one.name(), reason)));
        return reasons;
    }

    private Optional<String> reasonNotToRun(Simulator simulator) {
        if (settings.isWithout(simulator.name())) {
            return Optional.of("left out by --without");
        }
        return simulator.replacedBy().stream()
                .filter(settings.environment()::containsKey)
                .findFirst()
                .map(variable -> replaced(variable, settings.value(variable)));
    }

    private static String replaced(String variable, Optional<String> value) {
        return value.map(text -> variable + "=" + text).orElse("switched off: " + variable + " is empty");
    }

    private int port(Simulator simulator) {
        return settings.port(simulator.name(), simulator.portVariable(), simulator.usualPort());
    }
}
