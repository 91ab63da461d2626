package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Whoop;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends what Whoop sends: a notice that something changed, without the measurement itself. */
@Command(name = "whoop", mixinStandardHelpOptions = true, description = "Signs and sends a Whoop notice.")
final class WhoopCommand implements Callable<Integer> {

    @Mixin
    private WebhookOptions options = new WebhookOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run(new Whoop(), OptionalDouble.empty());
    }
}
