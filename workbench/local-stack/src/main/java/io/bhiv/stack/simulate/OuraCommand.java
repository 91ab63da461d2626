package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Oura;
import io.bhiv.stack.simulator.wearable.Wearable;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A night at Oura. With the simulated Oura in the stack it goes all the way, from the person's consent to a trigger; without it a
 * notice is sent, which is parked because nobody is connected.
 */
@Command(
        name = "oura",
        mixinStandardHelpOptions = true,
        description = "A night at the simulated Oura, to its events and trigger; or a signed notice alone.")
final class OuraCommand implements Callable<Integer> {

    @Mixin
    private WebhookOptions options = new WebhookOptions();

    @Option(
            names = "--hrv",
            paramLabel = "MS",
            description = "RMSSD of the night in ms (20); needs the simulated Oura.")
    private @Nullable Double hrv;

    @Option(names = "--person", defaultValue = "person-1", description = "Whose night (person-1).")
    private String person = "person-1";

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean night = hrv != null || (options.isPlain() && SimulatorControl.isRunning(Wearable.OURA));
        if (!night) {
            return options.run(new Oura(), OptionalDouble.empty());
        }
        double rmssd = hrv == null ? ConnectedNight.USUAL_RMSSD : hrv;
        return new ConnectedNight(Wearable.OURA, Target.ofRunningStack(), person, rmssd).run() ? 0 : 2;
    }
}
