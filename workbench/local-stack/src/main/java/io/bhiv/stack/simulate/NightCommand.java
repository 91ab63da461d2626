package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.stack.simulator.wearable.Wearable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records, corrects or deletes a night at a simulated provider, which sends its notices. */
@Command(
        name = "night",
        mixinStandardHelpOptions = true,
        description = "Records a night of an invented person at a simulated provider, or corrects or deletes one.")
final class NightCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROVIDER", description = "${COMPLETION-CANDIDATES}; in any case.")
    private Wearable provider = Wearable.OURA;

    @Option(names = "--person", defaultValue = "person-1", description = "Whose (person-1).")
    private String person = "person-1";

    @Option(names = "--date", paramLabel = "YYYY-MM-DD", description = "The day of waking (today).")
    private @Nullable String date;

    @Option(
            names = "--hrv",
            paramLabel = "MS",
            description = "RMSSD; without it what follows from the person's history.")
    private @Nullable Double rmssd;

    @ArgGroup
    private Choice choice = new Choice();

    /** At most one of these. */
    static final class Choice {

        @Option(names = "--correct", description = "A newer version of a night that is there.")
        private boolean correct;

        @Option(names = "--delete", description = "Delete it.")
        private boolean delete;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SimulatorControl simulator = SimulatorControl.of(provider);
        JsonNode answer = simulator.call(method(), "nights", wanted());
        System.out.println(
                choice.delete
                        ? "deleted at " + provider.label()
                        : "%s has version %d of the night of %s at %s"
                                .formatted(
                                        answer.path("person").asText(),
                                        answer.path("version").asInt(),
                                        answer.path("date").asText(),
                                        provider.label()));
        return 0;
    }

    private String method() {
        if (choice.delete) {
            return "DELETE";
        }
        return choice.correct ? "PUT" : "POST";
    }

    private ObjectNode wanted() {
        ObjectNode wanted = SimulatorControl.body().put("person", person);
        if (date != null) {
            wanted.put("date", date);
        }
        if (rmssd != null) {
            wanted.put("rmssd", rmssd);
        }
        return wanted;
    }
}
