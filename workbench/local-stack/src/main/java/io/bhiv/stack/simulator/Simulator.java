package io.bhiv.stack.simulator;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A simulated system that our services call, run by {@code up} inside its own process.
 *
 * <p>{@link #start} is called once, before the services start, and {@link #stop} once, after they ended; both may block.
 * Whatever it keeps must be bounded; its log lines go to the given log.
 */
public interface Simulator {

    /** The name people see and type, for example {@code karma}. */
    String name();

    /** The environment variable that overrides the port. */
    default String portVariable() {
        return "BRIDGE_" + name().replace('-', '_').toUpperCase(Locale.ROOT) + "_PORT";
    }

    int usualPort();

    /** The variable in which the services find it. */
    String addressVariable();

    /** The address that the services call. */
    String address(int port);

    /** Everything that the services find in their environment where it runs. */
    default Map<String, String> environment(int port) {
        return Map.of(addressVariable(), address(port));
    }

    /** The variables that name the real system, or with an empty value none: where one of them is set, this is not started. */
    default List<String> replacedBy() {
        return List.of(addressVariable());
    }

    void start(int port, SimulatorLog log) throws IOException;

    void stop();
}
