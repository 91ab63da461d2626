package io.bhiv.stage.backend;

import io.bhiv.stage.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server process that the lock file of a data directory names.
 *
 * <p>A process id alone proves nothing: ids are used again. A process counts as the postmaster only while its command
 * line names this very data directory.
 */
record Postmaster(Path dataDirectory) {

    OptionalLong pid() {
        return recorded().stream().mapToLong(ProcessHandle::pid).findFirst();
    }

    /** Ends what a killed owner left behind, and removes a lock file whose process is gone. */
    void stopLeftover(Duration limit) {
        recorded().ifPresent(left -> {
            Signal.INT.send(left.pid());
            awaitEnd(left.pid(), limit);
        });
        try {
            Files.deleteIfExists(lockFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the stale " + lockFile(), e);
        }
    }

    /** PostgreSQL's own "immediate shutdown": no checkpoint, recovery at the next start. */
    void quitAtOnce(Duration limit) {
        recorded().ifPresent(process -> {
            Signal.QUIT.send(process.pid());
            awaitEnd(process.pid(), limit);
        });
    }

    /** Waits for the process to end and kills it when it does not. */
    static void awaitEnd(long pid, Duration limit) {
        ProcessHandle.of(pid).ifPresent(process -> {
            try {
                process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (ExecutionException e) {
                throw new IllegalStateException("Cannot watch process " + pid, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Optional<ProcessHandle> recorded() {
        try {
            List<String> lines = Files.readAllLines(lockFile());
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::servesThisDirectory);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean servesThisDirectory(ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .commandLine()
                        .map(line -> line.contains("postgres") && line.contains(dataDirectory.toString()))
                        .orElse(false);
    }

    private Path lockFile() {
        return dataDirectory.resolve("postmaster.pid");
    }
}
