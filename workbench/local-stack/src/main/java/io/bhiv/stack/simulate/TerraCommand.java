package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Terra;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends what Terra sends. */
@Command(
        name = "terra",
        mixinStandardHelpOptions = true,
        description = "Signs and sends a Terra webhook; prints its events and trigger as they come off Kafka.")
final class TerraCommand implements Callable<Integer> {

    @Mixin
    private WebhookOptions options = new WebhookOptions();

    @Option(names = "--hrv", paramLabel = "MS", description = "RMSSD in ms; below 25 is CRITICAL, below 40 HIGH.")
    private @Nullable Double hrv;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run(new Terra(), hrv == null ? OptionalDouble.empty() : OptionalDouble.of(hrv));
    }
}
