package io.bhiv.stack.supervise;

import io.bhiv.stage.process.ProcessSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process that is up until {@link #stop}: its output goes to screen and log, and when it dies it is started again within
 * 2 s.
 *
 * <p>It runs in a session of its own, so that Ctrl-C reaches the stack alone, which then ends things in the right order.
 */
public final class SupervisedProcess {

    private static final Duration LIMIT = Duration.ofSeconds(12);

    private final ProcessSpec spec;
    private final Console console;
    private final Console.Source source;
    private final ScheduledExecutorService timer;
    private final Runnable onChange;
    private final BoundedLog log;
    private @Nullable Process running;
    private @Nullable Future<?> nextStart;
    private long startedNanos;
    private int restarts;
    private int quickDeaths;
    private volatile boolean stopping;

    /** {@code onChange} is called, on any thread, whenever the process id changed. */
    public SupervisedProcess(ProcessSpec spec, Console console, ScheduledExecutorService timer, Runnable onChange) {
        this.spec = spec;
        this.console = console;
        this.source = console.source(spec.name());
        this.timer = timer;
        this.onChange = onChange;
        this.log = new BoundedLog(spec.log(), BoundedLog.LIMIT_BYTES);
    }

    public String name() {
        return spec.name();
    }

    public ProcessSpec spec() {
        return spec;
    }

    public synchronized int restarts() {
        return restarts;
    }

    public synchronized Optional<ProcessIdentity> identity() {
        return Optional.ofNullable(running).map(process -> ProcessIdentity.of(process.toHandle()));
    }

    /** Starts it, unless it was stopped. */
    public void start() {
        if (launch()) {
            // Not under our lock: the listener asks for the process id.
            onChange.run();
        }
    }

    private synchronized boolean launch() {
        if (stopping) {
            return false;
        }
        Process process = spec.inOwnSession().launchPiped();
        running = process;
        startedNanos = System.nanoTime();
        // Platform threads: a read from a pipe holds its carrier, and a laptop may have only two.
        Thread.ofPlatform().daemon().name("output-of-" + spec.name()).start(() -> pass(process));
        Thread.ofPlatform().daemon().name("end-of-" + spec.name()).start(() -> awaitEnd(process));
        return true;
    }

    /** SIGTERM, and SIGKILL after 12 s. Blocks. */
    public void stop() {
        Process process;
        synchronized (this) {
            stopping = true;
            process = running;
            if (nextStart != null) {
                nextStart.cancel(false);
            }
        }
        if (process != null) {
            end(process);
        }
        log.close();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended(process);
    }

    private synchronized void ended(Process process) {
        if (stopping) {
            return;
        }
        Duration lived = Duration.ofNanos(System.nanoTime() - startedNanos);
        Duration delay = RestartDelay.after(lived, quickDeaths);
        quickDeaths = RestartDelay.isQuickDeath(lived) ? quickDeaths + 1 : 0;
        restarts++;
        running = null;
        startAgainIn(delay);
        console.event("%s (pid %d) ended with code %d; starting it again (%d)"
                .formatted(spec.name(), process.pid(), process.exitValue(), restarts));
    }

    /** Runs on the timer, which would silently drop the task if this threw. */
    private void startAgain() {
        boolean started;
        try {
            started = launch();
        } catch (UncheckedIOException e) {
            console.event(e.getMessage() + ": " + e.getCause() + "; trying again");
            startAgainIn(Duration.ofSeconds(1));
            return;
        }
        if (started) {
            onChange.run();
        }
    }

    private synchronized void startAgainIn(Duration delay) {
        if (!stopping) {
            nextStart = timer.schedule(this::startAgain, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void pass(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                source.print(line);
                log.line(line);
                line = lines.readLine();
            }
        } catch (IOException | UncheckedIOException e) {
            // Only the output is lost; stop() closes it on purpose.
            if (!stopping) {
                source.print("(no more output: " + e.getMessage() + ")");
            }
        }
    }
}
