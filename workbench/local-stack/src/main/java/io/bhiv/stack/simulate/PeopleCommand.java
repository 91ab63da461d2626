package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives accounts at the simulated providers to people who have a history. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description = "Gives invented people accounts at the simulated Oura and WHOOP, with nights until yesterday.")
final class PeopleCommand implements Callable<Integer> {

    @Option(names = "--count", defaultValue = "20", paramLabel = "N", description = "How many people (20).")
    private int count = 20;

    @Option(names = "--days", defaultValue = "90", paramLabel = "N", description = "How many days each (90).")
    private int days = 90;

    @Option(names = "--seed", defaultValue = "1", description = "Another one gives other people and nights (1).")
    private long seed = 1;

    @Option(names = "--zone", defaultValue = "Europe/Berlin", description = "Where they live (Europe/Berlin).")
    private String zone = "Europe/Berlin";

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode wanted = SimulatorControl.body()
                .put("count", count)
                .put("days", days)
                .put("seed", seed)
                .put("zone", zone);
        for (SimulatorControl simulator : SimulatorControl.all()) {
            JsonNode made = simulator.call("POST", "people", wanted);
            System.out.printf(
                    "%-6s person-1 to person-%d, %d days until yesterday, %d objects at %s%n",
                    simulator.wearable().label(),
                    made.path("people").size(),
                    days,
                    made.path("objects").asInt(),
                    simulator.address());
        }
        return 0;
    }
}
