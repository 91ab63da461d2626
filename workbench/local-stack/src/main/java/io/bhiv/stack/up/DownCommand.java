package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stack.supervise.ProcessIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** Stops the stack in order; also ends what is left of one that was killed. The data stays. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything; the data stays. Does nothing where no stack is up.")
public final class DownCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        StackFolders folders = StackFolders.ofThisProcess();
        Optional<ProcessHandle> stack = new RunningStack(folders)
                .recorded()
                .flatMap(state -> state.stack())
                .flatMap(ProcessIdentity::find);
        if (stack.isEmpty()) {
            try (StackLock lock = StackLock.take(folders)) {
                new Leftovers(folders, Console.onScreen()).sweep();
            }
            System.out.println("No stack is up.");
            return 0;
        }
        stack.get().destroy();
        try {
            stack.get().onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println("bridge: the stack (pid " + stack.get().pid() + ") does not end; see " + folders.logs());
            return 1;
        }
        System.out.println("Stopped. The data stays in " + folders.data());
        return 0;
    }
}
