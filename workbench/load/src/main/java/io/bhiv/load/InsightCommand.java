package io.bhiv.load;

import io.bhiv.load.insight.InsightBenchmark;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "insight",
        mixinStandardHelpOptions = true,
        description = "The InsightFlow page: its answer over months of figures, and what open pages cost.",
        footer =
                "Usual: 90 days of 50 modules (a figure of each in every minute), 100,000 events, 100 viewers, 30 s a phase.")
final class InsightCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--days", description = "Days for which figures are kept (default: 90).")
    private int days = 90;

    @Option(names = "--modules", description = "Modules of which they are (default: 50).")
    private int modules = 50;

    @Option(names = "--events", description = "Events that are kept (default: 100000).")
    private int events = 100_000;

    @Option(names = "--viewers", description = "Pages that are open (default: 100).")
    private int viewers = 100;

    @Option(names = "--seconds", description = "Seconds measured in each phase (default: 30).")
    private int seconds = 30;

    @Override
    public Integer call() throws IOException {
        return options.run(new InsightBenchmark(
                new InsightBenchmark.Sizes(days, modules, events, viewers, Duration.ofSeconds(seconds))));
    }
}
