package io.bhiv.stack.automation;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.status.StackState;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.process.ServiceCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the automation service as a command line program against the running stack; all arguments are its own. */
@Command(
        name = "automation",
        description = "Runs the automation service from the command line, for example: ./bridge automation --once")
public final class AutomationCommand implements Callable<Integer> {

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    /** A little more than the program takes to put its work away. */
    private static final int STOP_SECONDS = 7;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StackFolders folders = StackFolders.ofThisProcess();
        if (!folders.isBuilt(Place.AUTOMATION)) {
            throw new BadSetting("The automation service is not built here; ./bridge up builds everything.", null);
        }
        // It is over before a better compiler would pay.
        List<String> command =
                ServiceCommand.of(folders.root(), Place.AUTOMATION, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        // Without arguments the program would be one more replica of the service, which is not wanted here.
        command.addAll(arguments.isEmpty() ? List.of("--help") : arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment(folders));
        // The service of the stack has the port; this process serves no requests.
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        Process program = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(program), "end-automation"));
        return program.waitFor();
    }

    /** A TERM reaches this process alone, a Ctrl-C both; either way the program prints last. */
    private static void end(Process program) {
        program.destroy();
        try {
            program.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> environment(StackFolders folders) {
        Optional<StackState> running = new RunningStack(folders).recorded();
        Map<String, Integer> ports = new HashMap<>();
        running.ifPresent(state -> state.endpoints().forEach((Endpoint one) -> ports.put(one.name(), one.port())));
        boolean external = running.map(StackState::external).orElse(false);
        return StackLayout.of(folders, new Settings(System.getenv(), ports, external))
                .sharedEnvironment(Map.of());
    }
}
