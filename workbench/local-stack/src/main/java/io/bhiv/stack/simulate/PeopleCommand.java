package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives accounts at the simulated providers to people who have a history, and lets the bridge read it. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description =
                "Gives invented people accounts at the simulated Oura and WHOOP, with nights until yesterday, and connects"
                        + " them; the bridge reads their past, within the providers' quotas.")
final class PeopleCommand implements Callable<Integer> {

    @Option(names = "--count", defaultValue = "20", paramLabel = "N", description = "How many people (20).")
    private int count = 20;

    @Option(names = "--days", defaultValue = "90", paramLabel = "N", description = "How many days each (90).")
    private int days = 90;

    @Option(names = "--seed", defaultValue = "1", description = "Another one gives other people and nights (1).")
    private long seed = 1;

    @Option(names = "--zone", defaultValue = "Europe/Berlin", description = "Where they live (Europe/Berlin).")
    private String zone = "Europe/Berlin";

    @Option(names = "--unconnected", description = "Gives accounts alone: nobody is connected.")
    private boolean unconnected;

    @Option(
            names = "--wait",
            defaultValue = "PT60S",
            description = "How long to follow the reading of their past (PT60S).")
    private Duration wait = Duration.ofSeconds(60);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (wait.isNegative()) {
            throw new BadSetting("--wait must not be negative", null);
        }
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
        if (!unconnected) {
            connect(Target.ofRunningStack());
        }
        return 0;
    }

    private void connect(Target target) throws IOException, InterruptedException {
        try (TopicFollower follower = target.follow()) {
            int connected = 0;
            for (SimulatorControl simulator : SimulatorControl.all()) {
                for (int person = 1; person <= count; person++) {
                    if (new Account(simulator.wearable(), target, "person-" + person).connectOnce()) {
                        connected++;
                    }
                }
            }
            System.out.printf(
                    "%d accounts were connected, %d were before%n",
                    connected, SimulatorControl.all().size() * count - connected);
            if (connected > 0) {
                History.Read read = new History(target).follow(follower, wait);
                System.out.printf("%,d events of the past came%n", read.events());
                if (!read.whole()) {
                    System.out.printf(
                            "The rest is read within the quotas: %d to go at %s/api/v1/biometric/fetch (polls.backfilling)%n",
                            read.left(), target.url());
                }
            }
        }
    }
}
