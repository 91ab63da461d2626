package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.simulator.state.Fault;
import io.bhiv.stack.simulator.wearable.Wearable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a simulated provider fail, or ends that. */
@Command(
        name = "fault",
        mixinStandardHelpOptions = true,
        description = "Sets a fault of a simulated provider; without --kind all faults end.")
final class FaultCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROVIDER", description = "${COMPLETION-CANDIDATES}; in any case.")
    private Wearable provider = Wearable.OURA;

    @Option(names = "--kind", description = "${COMPLETION-CANDIDATES}; in any case.")
    private Fault.@Nullable Kind kind;

    @Option(names = "--path", defaultValue = "/", description = "Requests whose path begins so (all).")
    private String path = "/";

    @Option(names = "--times", paramLabel = "N", description = "How many of them (until all faults end).")
    private @Nullable Integer times;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SimulatorControl simulator = SimulatorControl.of(provider);
        Fault.Kind wanted = kind;
        if (wanted == null) {
            simulator.call("DELETE", "faults", SimulatorControl.body());
            System.out.println(provider.label() + " answers as it should");
            return 0;
        }
        ObjectNode fault = SimulatorControl.body().put("kind", wanted.name()).put("path", path);
        if (times != null) {
            fault.put("times", times);
        }
        simulator.call("PUT", "faults", fault);
        System.out.println(provider.label() + ": " + wanted + " on " + path);
        return 0;
    }
}
