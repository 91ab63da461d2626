package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stack.simulator.Simulator;
import io.bhiv.stack.simulator.Simulators;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.supervise.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The simulators of one stack. */
final class RunningSimulators {

    private final StackLayout layout;
    private final Console console;
    private final List<Simulator> simulators = Simulators.all();

    RunningSimulators(StackLayout layout, Console console) {
        this.layout = layout;
        this.console = console;
    }

    List<WantedPort> ports() {
        return simulators.stream()
                .map(one -> new WantedPort(one.name(), port(one), one.portVariable()))
                .toList();
    }

    void start() {
        for (Simulator simulator : simulators) {
            try {
                simulator.start(port(simulator), console.voice(simulator.name())::say);
            } catch (IOException e) {
                throw new UncheckedIOException("The simulator " + simulator.name() + " did not start", e);
            }
        }
    }

    void stop() {
        simulators.forEach(Simulator::stop);
    }

    /** What the services are told. What the person set in the environment wins, also where they set it to nothing. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Simulator simulator : simulators) {
            simulator
                    .environment(port(simulator))
                    .forEach((name, value) ->
                            variables.put(name, layout.settings().environment().getOrDefault(name, value)));
        }
        return variables;
    }

    List<Endpoint> describe() {
        return simulators.stream()
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

    private int port(Simulator simulator) {
        return layout.settings().port(simulator.name(), simulator.portVariable(), simulator.usualPort());
    }
}
