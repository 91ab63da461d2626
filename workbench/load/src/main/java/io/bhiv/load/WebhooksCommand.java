package io.bhiv.load;

import io.bhiv.load.phase.SizeOptions;
import io.bhiv.load.webhooks.WebhooksBenchmark;
import io.bhiv.play.webhook.TerraShape;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "webhooks",
        mixinStandardHelpOptions = true,
        description = "Signed Terra webhooks, each one new: how many are acknowledged, and how soon they are on Kafka.",
        footer = "Usual: 100 connections, 60 s warm-up, 20 s closed loop, 60 s open loop at 4,000/s.")
final class WebhooksCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private SizeOptions sizes = new SizeOptions();

    @Option(
            names = "--shape",
            description = "${COMPLETION-CANDIDATES}: how many measurements a webhook carries (default: STRESS).")
    private TerraShape shape = TerraShape.STRESS;

    @Override
    public Integer call() throws IOException {
        return options.run(new WebhooksBenchmark(sizes.over(WebhooksBenchmark.USUAL), shape));
    }
}
