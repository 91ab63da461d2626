package io.bhiv.stack.simulator;

import io.bhiv.stack.simulator.bhivcore.BhivCoreSimulator;
import io.bhiv.stack.simulator.karma.KarmaSimulator;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stack.simulator.wearable.WearableSimulator;
import io.bhiv.stage.layout.Settings;
import java.util.List;

/** The simulators that {@code up} can start. Adding one is one line here. */
public final class Simulators {

    private Simulators() {}

    /** New instances, not started. */
    public static List<Simulator> all(Settings settings) {
        return List.of(
                new KarmaSimulator(),
                new BhivCoreSimulator(),
                new WearableSimulator(Wearable.OURA, settings),
                new WearableSimulator(Wearable.WHOOP, settings));
    }

    /** The same with nothing set. */
    public static List<Simulator> all() {
        return all(Settings.none());
    }
}
