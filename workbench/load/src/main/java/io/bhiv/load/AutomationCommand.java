package io.bhiv.load;

import io.bhiv.load.automation.AutomationBenchmark;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "automation",
        mixinStandardHelpOptions = true,
        description = "Jobs that are due every second: how late they start, and whether each due time is run once.",
        footer = "Usual: 1,000 jobs, 15 s warm-up, 40 s spread over each second, 40 s all at its first instant.")
final class AutomationCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--jobs", description = "Jobs that are due every second (default: 1000).")
    private int jobs = 1_000;

    @Option(names = "--seconds", description = "Seconds measured in each phase (default: 40).")
    private int seconds = 40;

    @Override
    public Integer call() throws IOException {
        return options.run(new AutomationBenchmark(jobs, Duration.ofSeconds(15), Duration.ofSeconds(seconds)));
    }
}
