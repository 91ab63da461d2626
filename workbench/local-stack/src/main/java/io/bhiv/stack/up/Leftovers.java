package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.status.StateFile;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stack.supervise.ProcessIdentity;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.layout.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends what a stack that was killed left behind.
 *
 * <p>Only called while holding the stack's lock, so the processes in the state file have no owner. A process is ended
 * only if id, start time and command line all fit: a stranger that got a used id is never touched.
 */
record Leftovers(StackFolders folders, Console console) {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    void sweep() {
        StateFile file = new StateFile(folders.stateFile());
        List<Endpoint> endpoints = file.read().map(state -> state.endpoints()).orElse(List.of());
        List<ProcessHandle> left = endpoints.stream()
                .filter(one -> !one.name().equals(Place.POSTGRES.label()))
                .flatMap(one -> ours(one).stream())
                .toList();
        left.forEach(process -> {
            console.event("Ending process %d, left behind by a stack that was killed".formatted(process.pid()));
            process.destroy();
        });
        left.forEach(Leftovers::awaitEnd);
        EmbeddedPostgresServer.stopLeftoverIn(folders.data(Place.POSTGRES.label()));
        file.remove();
    }

    private Optional<ProcessHandle> ours(Endpoint endpoint) {
        ProcessIdentity identity = endpoint.process();
        if (identity == null) {
            return Optional.empty();
        }
        return identity.find().filter(this::namesOurFolder);
    }

    private boolean namesOurFolder(ProcessHandle process) {
        return process.info()
                .commandLine()
                .map(line -> line.contains(folders.marker())
                        || line.contains(folders.data().toString()))
                .orElse(false);
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot watch process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
