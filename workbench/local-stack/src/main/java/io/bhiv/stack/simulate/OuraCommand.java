package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Oura;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends what Oura sends: a notice that something changed, without the measurement itself. */
@Command(name = "oura", mixinStandardHelpOptions = true, description = "Signs and sends an Oura notice.")
final class OuraCommand implements Callable<Integer> {

    @Mixin
    private WebhookOptions options = new WebhookOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run(new Oura(), OptionalDouble.empty());
    }
}
