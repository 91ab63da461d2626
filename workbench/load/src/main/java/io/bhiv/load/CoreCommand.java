package io.bhiv.load;

import io.bhiv.load.core.CoreBenchmark;
import io.bhiv.load.phase.SizeOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "core",
        mixinStandardHelpOptions = true,
        description = "Updates of modules: how many are acknowledged, and how soon the bucket has stored them.",
        footer = "Usual: 100 connections, 45 s warm-up, 20 s closed loop, 60 s open loop at 3,000/s.")
final class CoreCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private SizeOptions sizes = new SizeOptions();

    @Override
    public Integer call() throws IOException {
        return options.run(new CoreBenchmark(sizes.over(CoreBenchmark.USUAL)));
    }
}
