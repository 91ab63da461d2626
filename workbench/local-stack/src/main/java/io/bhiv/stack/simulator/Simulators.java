package io.bhiv.stack.simulator;

import io.bhiv.stack.simulator.bhivcore.BhivCoreSimulator;
import io.bhiv.stack.simulator.karma.KarmaSimulator;
import java.util.List;

/** The simulators that {@code up} starts. Adding one is one line here. */
public final class Simulators {

    private Simulators() {}

    /** New instances, not started. */
    public static List<Simulator> all() {
        return List.of(new KarmaSimulator(), new BhivCoreSimulator());
    }
}
