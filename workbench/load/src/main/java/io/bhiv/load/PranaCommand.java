package io.bhiv.load;

import io.bhiv.load.phase.SizeOptions;
import io.bhiv.load.prana.PranaBenchmark;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "prana",
        mixinStandardHelpOptions = true,
        description = "PRANA packets: in by single posts and by hundreds, out through leases.",
        footer = "Usual: 200 connections, 45 s warm-up, 20 s for each phase.")
final class PranaCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private SizeOptions sizes = new SizeOptions();

    @Option(
            names = "--history",
            defaultValue = "0",
            description = "Lay down so many finished packets and measure leases once more; 10000000 takes minutes.")
    private long history;

    @Override
    public Integer call() throws IOException {
        return options.run(new PranaBenchmark(sizes.over(PranaBenchmark.USUAL), history));
    }
}
