package io.bhiv.load;

import picocli.CommandLine.Command;

/** {@code ./bridge bench}: a subcommand for each benchmark. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures how fast the bridge is on this machine, and whether anything is lost at that speed.",
        footer = "Besides the commands above: calls, which ./bridge bench calls --help explains.",
        subcommands = {
            WebhooksCommand.class,
            PranaCommand.class,
            CoreCommand.class,
            AutomationCommand.class,
            TriggersCommand.class,
            InsightCommand.class
        })
public final class BenchCommand {}
