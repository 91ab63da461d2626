package io.bhiv.stack.simulator;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * A stand-in for a system that our services call, run by {@code up} inside its own process.
 *
 * <p>{@link #start} is called once, before the services start, and {@link #stop} once, after they ended; both may block.
 * Whatever it keeps must be bounded, and what it says about itself goes to the given log line by line.
 */
public interface Simulator {

    /** The name people see and type, for example {@code karma}. */
    String name();

    /** The environment variable that overrides the port. */
    default String portVariable() {
        return "BRIDGE_" + name().replace('-', '_').toUpperCase(Locale.ROOT) + "_PORT";
    }

    int usualPort();

    /** Variables the services are given so that they find it, for example its base address. */
    Map<String, String> environment(int port);

    void start(int port, SimulatorLog log) throws IOException;

    void stop();
}
