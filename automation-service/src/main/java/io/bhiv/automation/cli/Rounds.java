package io.bhiv.automation.cli;

import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.Places;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.Web;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.report.ReportLimits;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.run.Attempts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs all jobs of a file, once or every so often, whatever their triggers: a round.
 *
 * <p>Each run of a round is a row of the local ledger like any other; what a crash left behind is settled as unknown before
 * the first round.
 */
final class Rounds implements AutoCloseable {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofHours(1);
    private static final String NAME = "cli";

    private final FileLedger ledger;
    private final Reports reports;
    private final DirectPublisher records;
    private final ScheduledExecutorService timer;
    private final LocalEngine engine;
    private final Clock clock;
    private final PrintWriter out;
    private final CountDownLatch told = new CountDownLatch(1);

    private Rounds(
            FileLedger ledger,
            Reports reports,
            DirectPublisher records,
            ScheduledExecutorService timer,
            LocalEngine engine,
            Clock clock,
            PrintWriter out) {
        this.ledger = ledger;
        this.reports = reports;
        this.records = records;
        this.timer = timer;
        this.engine = engine;
        this.clock = clock;
        this.out = out;
    }

    /** @throws io.bhiv.automation.engine.ledger.LedgerLocked when another process holds the ledger */
    static Rounds open(
            Path ledgerFile,
            Path reportFolder,
            Function<String, @Nullable String> environment,
            Clock clock,
            PrintWriter out)
            throws IOException {
        FileLedger ledger = FileLedger.open(ledgerFile, clock, NAME, LEASE);
        Reports reports = Reports.open(reportFolder, NAME, ReportLimits.STANDARD, clock);
        DirectPublisher records = new DirectPublisher(Optional.ofNullable(environment.apply("KAFKA_BOOTSTRAP_SERVERS"))
                .orElse("localhost:19092"));
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("timer").daemon().factory());
        Attempts.Means means =
                new Attempts.Means(Places.of(environment), Web.open(clock, CALL), records, new Secrets(environment));
        Attempts attempts = new Attempts(
                Actions.SHIPPED, means, clock, () -> ThreadLocalRandom.current().nextDouble(), timer);
        LocalEngine engine = new LocalEngine(ledger, attempts, timer, reports, line -> {
            out.println(line.readable());
            out.flush();
        });
        return new Rounds(ledger, reports, records, timer, engine, clock, out);
    }

    ExitCode once(JobFile file) {
        resume(file);
        return engine.round(withoutSchedules(file), clock.instant()) ? ExitCode.FINE : ExitCode.A_JOB_FAILED;
    }

    /** Goes on until it is told to stop. A file that has become unreadable leaves the jobs as they were. */
    ExitCode watch(JobFile first, Duration interval, Supplier<Optional<JobFile>> reread) {
        resume(first);
        JobFile file = first;
        boolean stopped = false;
        while (!stopped) {
            Instant began = clock.instant();
            engine.round(withoutSchedules(file), began);
            stopped = waitUntil(began.plus(interval));
            file = reread.get().orElse(file);
        }
        return ExitCode.FINE;
    }

    /** From any thread. */
    void stop() {
        told.countDown();
        engine.stop();
    }

    private void resume(JobFile file) {
        engine.resume(withoutSchedules(file)).forEach(job -> say("The pause of '" + job + "' is over"));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private boolean waitUntil(Instant next) {
        try {
            if (told.getCount() > 0) {
                say("The next round is at " + next.truncatedTo(ChronoUnit.SECONDS) + "; Ctrl-C ends this");
            }
            long wait = Math.max(0, Duration.between(clock.instant(), next).toMillis());
            return told.await(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** A round is due because somebody asked for it; the jobs' own schedules are the service's business. */
    private static JobFile withoutSchedules(JobFile file) {
        return JobFile.of(file.list().stream()
                .map(job -> new Job(
                        job.name(),
                        job.enabled(),
                        new Trigger.OnStartup(Trigger.OnStartup.Scope.PROCESS),
                        job.actions(),
                        job.policies(),
                        job.onFailure(),
                        job.onRecovery()))
                .toList());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        records.close();
        reports.close();
        ledger.close();
    }
}
