package io.bhiv.stack.supervise;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to be kept up.
 *
 * @param environment added to the environment of the stack itself
 */
public record ProcessSpec(
        String name, List<String> command, Path directory, Map<String, String> environment, Path log) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "ProcessSpec[" + name + "]";
    }
}
