package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.status.StackState;
import io.bhiv.stack.status.StatusReport;
import io.bhiv.stage.process.ProcessSpec;
import io.bhiv.stage.process.ServiceCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Starts the stack as a process that outlives this one, and returns once it is ready. */
record DetachedStart(StackFolders folders) {

    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final Set<String> UP = Set.of("ready", "degraded");
    private static final String MARK = "bridge.detached";

    static boolean isThisProcess() {
        return Boolean.getBoolean(MARK);
    }

    /** Returns the exit code: 0 when everything is ready. */
    int start(List<String> args) throws InterruptedException {
        Path output = folders.logs().resolve("stack.out");
        Process stack = launch(args, output);
        Thread cancel = new Thread(stack::destroy, "cancel-detached-start");
        Runtime.getRuntime().addShutdownHook(cancel);
        Optional<StackState> state = awaitStarted(stack);
        Runtime.getRuntime().removeShutdownHook(cancel);
        if (state.isEmpty()) {
            print(output);
            return 1;
        }
        StatusReport.lines(state.get()).forEach(System.out::println);
        System.out.println();
        StatusReport.whatToTry(state.get()).forEach(System.out::println);
        return state.get().state().equals("ready") ? 0 : 1;
    }

    private Process launch(List<String> args, Path output) {
        List<String> command = new ArrayList<>(List.of(ServiceCommand.java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + MARK + "=true");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.bhiv.stack.Bridge"));
        command.addAll(args);
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + output, e);
        }
        return new ProcessSpec("the stack", command, Path.of(""), Map.of(), true, output)
                .inOwnSession()
                .launch();
    }

    /** Empty where it ended instead of coming up. */
    private Optional<StackState> awaitStarted(Process stack) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<StackState> started = new RunningStack(folders)
                    .recorded()
                    .filter(state -> state.stack()
                            .map(process -> process.pid() == stack.pid())
                            .orElse(false))
                    .filter(state -> UP.contains(state.state()));
            if (started.isPresent()) {
                return started;
            }
            if (stack.waitFor(100, TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        }
        stack.destroy();
        return Optional.empty();
    }

    private static void print(Path output) {
        try {
            Files.readAllLines(output).forEach(System.err::println);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + output, e);
        }
    }
}
