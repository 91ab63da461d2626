package io.bhiv.stack;

import io.bhiv.load.BenchCommand;
import io.bhiv.play.webhook.UnknownType;
import io.bhiv.stack.automation.AutomationCommand;
import io.bhiv.stack.consume.ConsumeCommand;
import io.bhiv.stack.doctor.DoctorCommand;
import io.bhiv.stack.logs.LogsCommand;
import io.bhiv.stack.simulate.SimulateCommand;
import io.bhiv.stack.status.StatusCommand;
import io.bhiv.stack.triggers.TriggersCommand;
import io.bhiv.stack.up.DownCommand;
import io.bhiv.stack.up.UpCommand;
import io.bhiv.stage.layout.BadSetting;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./bridge}: the launcher builds, this does the rest. */
@Command(
        name = "./bridge",
        mixinStandardHelpOptions = true,
        description =
                "Runs BHIV Bridge on this machine. Besides the commands below: test, format, images, native, secrets.")
public final class Bridge {

    /** Every command. Adding one is one line here. */
    private static final List<Class<?>> COMMANDS = List.of(
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            SimulateCommand.class,
            ConsumeCommand.class,
            LogsCommand.class,
            DoctorCommand.class,
            AutomationCommand.class,
            TriggersCommand.class,
            BenchCommand.class);

    public static void main(String[] args) {
        // The Kafka client and the embedded broker log through slf4j-simple; up sends that to a file.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Bridge());
        COMMANDS.forEach(command -> line.addSubcommand(command));
        line.addSubcommand("help", new CommandLine.HelpCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BadSetting || failure instanceof UnknownType) {
                command.getErr().println("bridge: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
        return line;
    }
}
