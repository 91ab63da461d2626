package io.bhiv.load;

import io.bhiv.load.webhooks.TerraShape;
import io.bhiv.load.webhooks.WebhookLoads;
import io.bhiv.load.webhooks.WebhooksBenchmark;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "webhooks",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Signed Terra webhooks, each one new: how many are acknowledged, and how soon they are on Kafka.")
final class WebhooksCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--connections", defaultValue = "100")
    private int connections;

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds of load that are not measured.")
    private int warmUp;

    @Option(names = "--closed", defaultValue = "20", description = "Seconds of closed loop.")
    private int closed;

    @Option(names = "--open", defaultValue = "60", description = "Seconds of open loop.")
    private int open;

    @Option(names = "--rate", defaultValue = "4000", description = "Webhooks per second of the open loop.")
    private double rate;

    @Option(
            names = "--shape",
            defaultValue = "STRESS",
            description = "${COMPLETION-CANDIDATES}: how many measurements a webhook carries.")
    private TerraShape shape = TerraShape.STRESS;

    @Override
    public Integer call() throws IOException {
        WebhookLoads loads = new WebhookLoads(
                connections,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(closed),
                Duration.ofSeconds(open),
                rate,
                shape);
        var line = spec.commandLine();
        return options.run(new WebhooksBenchmark(loads), line.getParseResult().originalArgs(), line.getOut());
    }
}
