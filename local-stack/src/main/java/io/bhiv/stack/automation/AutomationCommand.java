package io.bhiv.stack.automation;

import io.bhiv.stack.layout.BadSetting;
import io.bhiv.stack.layout.Place;
import io.bhiv.stack.layout.Settings;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.status.StackState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the automation service as a command line program against the running stack; all arguments are its own. */
@Command(
        name = "automation",
        description = "Runs the automation service from the command line, for example: ./bridge automation --once")
public final class AutomationCommand implements Callable<Integer> {

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        StackFolders folders = StackFolders.ofThisProcess();
        if (!folders.isBuilt(Place.AUTOMATION)) {
            throw new BadSetting("The automation service is not built here.", null);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                folders.runner(Place.AUTOMATION).toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment(folders));
        // The service of the stack has the port; this one serves nobody.
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        return builder.start().waitFor();
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
