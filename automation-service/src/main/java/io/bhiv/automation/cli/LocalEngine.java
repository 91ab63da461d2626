package io.bhiv.automation.cli;

import io.bhiv.automation.AutomationPipeline;
import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.lease.Closings;
import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.lease.Leases;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.reload.JobBoard;
import io.bhiv.automation.engine.report.ReportLine;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.Witness;
import io.bhiv.automation.engine.run.Attempts;
import io.bhiv.automation.engine.run.Runner;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The pipeline for a single process that waits for its runs: one round, then an answer. */
public final class LocalEngine {

    private static final int AT_ONCE = 32;
    private static final Duration RENEW = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final JobBoard board;
    private final InFlight inFlight;
    private final Leases leases;
    private final Runner runner;
    private final AutomationPipeline pipeline;
    private final BlockingQueue<ReportLine.Ended> ends = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    /**
     * An engine on a ledger of its own.
     *
     * @param listener told of every end, from any thread
     */
    public LocalEngine(
            Ledger ledger,
            Attempts attempts,
            ScheduledExecutorService timer,
            Reports reports,
            Consumer<ReportLine.Ended> listener) {
        this.ledger = ledger;
        this.board = new JobBoard(ledger);
        this.runner = new Runner(attempts, timer);
        this.inFlight = new InFlight(AT_ONCE, Duration.ZERO, new Closings(ledger, board));
        Witness witness = new Witness(reports, new CompositeMeterRegistry(), line -> {
            listener.accept(line);
            ends.add(line);
        });
        this.leases = new Leases(ledger, board, runner, inFlight, witness);
        this.pipeline = new AutomationPipeline(ledger, board, runner, inFlight, witness);
    }

    /** Ends the pauses of these jobs: whoever starts a command wants them to run. Answers which were paused. */
    public Set<String> resume(JobFile file) {
        await(board.swap(file));
        Set<String> paused = await(ledger.standings(file.jobs().keySet())).entrySet().stream()
                .filter(job -> job.getValue().isPaused())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        paused.forEach(job -> await(ledger.pause(job, Optional.empty())));
        return paused;
    }

    /** Stops what is running and begins nothing more: the round that goes on ends soon. From any thread. */
    public void stop() {
        stopped = true;
        cancelAll();
    }

    private void cancelAll() {
        runner.running().forEach(key -> runner.cancel(key, "the process was told to end"));
    }

    /** Runs every enabled job of the file once and waits for all of them. False when one was begun and did not succeed. */
    public boolean round(JobFile file, Instant now) {
        await(board.swap(file));
        await(leases.takeOver());
        ends.clear();
        file.list().stream()
                .filter(Job::enabled)
                .forEach(job -> await(
                        ledger.recordOccasion(Occurrence.due(job.name(), now, Occasion.of(Occasion.Kind.ROUND)))));
        boolean good = true;
        boolean busy = true;
        while (busy || !inFlight.isEmpty() || !ends.isEmpty()) {
            good &= ended();
            busy = !stopped && isBusy(await(pipeline.turn()));
            if (stopped) {
                // Also what the turn began while it was told.
                cancelAll();
            }
        }
        return good;
    }

    private static boolean isBusy(AutomationPipeline.Turn turn) {
        return turn.busy() || turn.more();
    }

    /** Waits a moment for an end; while there is none, keeps the leases. */
    private boolean ended() {
        try {
            ReportLine.Ended line =
                    inFlight.isEmpty() ? ends.poll() : ends.poll(RENEW.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                await(leases.renew());
                return true;
            }
            RunState state = line.entry().state();
            return state == RunState.SUCCEEDED
                    || state == RunState.SKIPPED
                    || line.entry().kind() == Occasion.Kind.NOTICE;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped in the middle of a round", told);
        }
    }

    /** The local ledger answers on the calling thread; there is no event loop that could be held up. */
    private static <T> T await(Uni<T> step) {
        return step.await().atMost(Duration.ofMinutes(1));
    }
}
