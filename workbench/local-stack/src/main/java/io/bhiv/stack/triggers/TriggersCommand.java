package io.bhiv.stack.triggers;

import picocli.CommandLine.Command;

/** {@code ./bridge triggers}. */
@Command(
        name = "triggers",
        mixinStandardHelpOptions = true,
        description = "Tries the trigger engine on a history of nights.",
        subcommands = EvaluateCommand.class)
public final class TriggersCommand {}
