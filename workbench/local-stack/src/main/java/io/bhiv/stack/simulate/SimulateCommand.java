package io.bhiv.stack.simulate;

import io.bhiv.stack.modules.ModulesCommand;
import io.bhiv.stack.prana.PranaCommand;
import picocli.CommandLine.Command;

/** Parent of everything that can be simulated; adding one is one line in {@code subcommands}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Sends what a provider, learners or the modules send to the running stack.",
        subcommands = {
            TerraCommand.class,
            OuraCommand.class,
            WhoopCommand.class,
            PeopleCommand.class,
            NightCommand.class,
            FaultCommand.class,
            PranaCommand.class,
            ModulesCommand.class
        })
public final class SimulateCommand {}
