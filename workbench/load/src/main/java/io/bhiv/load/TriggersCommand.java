package io.bhiv.load;

import io.bhiv.load.triggers.TriggersBenchmark;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "triggers",
        mixinStandardHelpOptions = true,
        description = "The trigger engine alone, on one core, by JMH: nights per second. Needs no backends.")
final class TriggersCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--rounds",
            defaultValue = "15",
            description =
                    "rounds of two seconds that are measured, after five for the compiler (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || rounds > 1000) {
            throw new BadSetting("--rounds is between 1 and 1000", null);
        }
        return options.run("triggers", (report, root, results) -> new TriggersBenchmark(rounds).run(report, results));
    }
}
