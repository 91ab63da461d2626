package io.bhiv.automation.cli;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.AutomationPipeline;
import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.ServiceAddresses;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.report.ReportLine;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.RunReporter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs all jobs of a file, once or every so often, without regard to their triggers: a round.
 *
 * <p>Each run of a round is a row of the local ledger like any other. Runs that a crash left behind end as unknown before
 * the first round.
 */
final class Rounds implements AutoCloseable {

    private static final String NAME = "cli";
    private static final int CAPACITY = 32;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEW = Duration.ofSeconds(5);
    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    private final Clock clock;
    private final PrintWriter out;
    private final FileLedger ledger;
    private final Reports reports;
    private final DirectPublisher records;
    private final ScheduledExecutorService timer = AutomationEngine.newTimer();
    private final AutomationEngine engine;
    private final BlockingQueue<ReportLine.Ended> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Rounds(
            FileLedger ledger,
            Reports reports,
            Function<String, @Nullable String> environment,
            Clock clock,
            PrintWriter out) {
        this.ledger = ledger;
        this.reports = reports;
        this.clock = clock;
        this.out = out;
        this.records = new DirectPublisher(Optional.ofNullable(environment.apply("KAFKA_BOOTSTRAP_SERVERS"))
                .orElse("localhost:19092"));
        this.engine = AutomationEngine.on(
                ledger,
                Actions.SHIPPED,
                new ActionContext.Clients(
                        ServiceAddresses.of(environment),
                        HttpCaller.open(clock, LONGEST_CALL),
                        records,
                        new Secrets(environment)),
                new RunReporter(reports, new CompositeMeterRegistry(), this::ended),
                clock,
                timer,
                CAPACITY,
                Duration.ZERO);
    }

    /** @throws io.bhiv.automation.engine.ledger.FileLedger.Locked when another process holds the ledger */
    static Rounds open(
            Path ledgerFile,
            Path reportFolder,
            Function<String, @Nullable String> environment,
            Clock clock,
            PrintWriter out)
            throws IOException {
        FileLedger ledger = FileLedger.open(ledgerFile, clock, NAME, LEASE);
        Reports reports = Reports.open(reportFolder, NAME, Reports.STANDARD, clock);
        return new Rounds(ledger, reports, environment, clock, out);
    }

    private void ended(ReportLine.Ended line) {
        say(line.readable());
        ends.add(line);
    }

    ExitCode once(JobFile file) {
        resume(file);
        return round(file) ? ExitCode.FINE : ExitCode.A_JOB_FAILED;
    }

    /** Continues until it is stopped. A file that became unreadable leaves the jobs as they were. */
    ExitCode watch(JobFile first, Duration interval, Supplier<Optional<JobFile>> reread) {
        resume(first);
        JobFile file = first;
        while (true) {
            Instant began = clock.instant();
            round(file);
            if (waitUntil(began.plus(interval))) {
                return ExitCode.FINE;
            }
            file = reread.get().orElse(file);
        }
    }

    /** Cancels what is running and starts nothing more: the current round ends soon. From any thread. */
    void stop() {
        stopped.countDown();
        cancelAll();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void cancelAll() {
        engine.runner().cancelAll("the process was stopped");
    }

    /** Ends the pauses of these jobs: starting the command by hand means that they should run. */
    private void resume(JobFile file) {
        await(engine.jobs().activate(withoutSchedules(file)));
        await(ledger.jobStates(file.jobs().keySet())).forEach((job, state) -> {
            if (state.isPaused()) {
                await(ledger.pause(job, Optional.empty()));
                say("The pause of '" + job + "' is over");
            }
        });
    }

    /** Runs every enabled job once and waits for all of them. False when one was started and did not succeed. */
    private boolean round(JobFile file) {
        await(engine.jobs().activate(withoutSchedules(file)));
        await(engine.leases().takeOver());
        ends.clear();
        Instant now = clock.instant();
        for (Job job : file.list()) {
            if (job.enabled()) {
                await(ledger.recordOccasion(Occurrence.due(job.name(), now, Occasion.of(Occasion.Kind.ROUND))));
            }
        }
        boolean good = true;
        boolean busy = true;
        while (busy || !engine.inFlight().isEmpty() || !ends.isEmpty()) {
            good &= nextRunSucceeds();
            busy = !isStopped() && isBusy(await(engine.pipeline().turn()));
            if (isStopped()) {
                // Also what the last turn started meanwhile.
                cancelAll();
            }
        }
        return good;
    }

    private static boolean isBusy(AutomationPipeline.Turn turn) {
        return turn.busy() || turn.more();
    }

    /** Waits for an end, at most until the leases are to be renewed. */
    private boolean nextRunSucceeds() {
        try {
            ReportLine.Ended line =
                    engine.inFlight().isEmpty() ? ends.poll() : ends.poll(RENEW.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                await(engine.leases().renew());
                return true;
            }
            RunState state = line.entry().state();
            return state == RunState.SUCCEEDED
                    || state == RunState.SKIPPED
                    || line.entry().kind() == Occasion.Kind.NOTICE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a round", interrupted);
        }
    }

    /** True when the process was stopped meanwhile. */
    private boolean waitUntil(Instant next) {
        try {
            if (!isStopped()) {
                say("The next round is at " + next.truncatedTo(ChronoUnit.SECONDS) + "; Ctrl-C ends this");
            }
            long wait = Math.max(0, Duration.between(clock.instant(), next).toMillis());
            return stopped.await(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void say(@Nullable String line) {
        out.println(line);
        out.flush();
    }

    /** A round is due because the command was started; the jobs' own schedules are for the service alone. */
    private static JobFile withoutSchedules(JobFile file) {
        return JobFile.of(file.list().stream()
                .map(job -> job.with(new Trigger.OnStartup(Trigger.OnStartup.Scope.PROCESS)))
                .toList());
    }

    /** The local ledger completes on the calling thread; there is no event loop to block. */
    private static <T> T await(Uni<T> step) {
        return step.await().atMost(Duration.ofMinutes(1));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        records.close();
        reports.close();
        ledger.close();
    }
}
