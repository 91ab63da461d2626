package io.bhiv.stack.simulator;

/** Where a simulator speaks; any thread may. */
@FunctionalInterface
public interface SimulatorLog {

    /** One line, without secrets and without measurements. */
    void say(String line);
}
