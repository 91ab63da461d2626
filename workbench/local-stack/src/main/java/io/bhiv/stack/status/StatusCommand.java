package io.bhiv.stack.status;

import io.bhiv.stack.layout.StackFolders;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what runs where; exit code 0 where a stack is up and everything in it is ready, else 3. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "What runs, where, and in what state. Exit code 3 where no stack is up or something is not ready.")
public final class StatusCommand implements Callable<Integer> {

    @Option(names = "--json", description = "For programs: every endpoint, process, folder and development secret.")
    private boolean json;

    @Override
    public Integer call() {
        StackState state = new RunningStack(StackFolders.ofThisProcess()).now();
        if (json) {
            System.out.println(StateFile.toJson(state));
        } else {
            StatusReport.lines(state).forEach(System.out::println);
        }
        return exitCode(state);
    }

    static int exitCode(StackState state) {
        return state.state().equals("ready") ? 0 : 3;
    }
}
