package io.bhiv.stack.simulator;

/** Where a simulator logs; thread-safe. */
@FunctionalInterface
public interface SimulatorLog {

    /** One line, without secrets and without measurements. */
    void line(String line);
}
