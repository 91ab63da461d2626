package io.bhiv.automation;

import io.bhiv.automation.engine.evaluate.Timetable;
import io.bhiv.automation.engine.evaluate.Timetable.DueRuns;
import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.lease.LostClaims;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.reload.ActiveJobs;
import io.bhiv.automation.engine.report.RunReporter;
import io.bhiv.automation.engine.run.RunReport;
import io.bhiv.automation.engine.run.Runner;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.loop.InFlightWork;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The story: occurrences due → recorded → claimed → run → closed → reported.
 *
 * <p>A turn ends when its runs are started; each run then goes through the second half by itself. Every step may fail and be
 * repeated: recording twice records once, a claim whose answer was lost is given back, and a run that was claimed and not closed is taken
 * over when its lease ends.
 */
public final class AutomationPipeline {

    /** Occurrences recorded by one statement. */
    private static final int BATCH = 5_000;

    private static final Duration CLOSE_FOR = Duration.ofDays(1);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Ledger ledger;
    private final ActiveJobs jobs;
    private final Runner runner;
    private final InFlight inFlight;
    private final LostClaims lost;
    /** Runs that end together share one transaction. */
    private final GroupCommit<Closing, Closed> closings;

    private final RunReporter reporter;
    private final InFlightWork turns = new InFlightWork();

    public AutomationPipeline(
            Ledger ledger, ActiveJobs jobs, Runner runner, InFlight inFlight, LostClaims lost, RunReporter reporter) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.runner = runner;
        this.inFlight = inFlight;
        this.lost = lost;
        this.closings =
                new GroupCommit<>(CommitLimits.standard(), closing -> 1, batch -> ledger.close(batch, jobs::policies));
        this.reporter = reporter;
    }

    /**
     * The outcome of a turn.
     *
     * @param busy whether anything happened
     * @param more whether more is due now
     * @param next time until the next due time of the file in force; empty when there is none
     */
    public record Turn(boolean busy, boolean more, Optional<Duration> next) {}

    /** One turn. Must not overlap with another turn of the same pipeline. */
    public Uni<Turn> turn() {
        return turns.count(this::oneTurn);
    }

    /** Waits for the turn under way, at most for {@code limit}: what it claims is in flight afterwards. For the thread that ends the process. */
    public boolean awaitTurn(Duration limit) {
        return turns.awaitEnd(limit);
    }

    private Uni<Turn> oneTurn() {
        Timetable timetable = jobs.timetable();
        return ledger.now().chain(now -> {
            DueRuns due = timetable.due(now, BATCH);
            return record(timetable, due)
                    .chain(() -> lost.giveBack(now))
                    .chain(() -> claim(now))
                    .map(claims -> {
                        start(claims);
                        return new Turn(
                                claims.foundAny() || !due.isEmpty(),
                                claims.more() || !due.complete(),
                                timetable.nextDue().map(next -> Duration.between(now, next)));
                    });
        });
    }

    private Uni<?> record(Timetable timetable, DueRuns due) {
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return ledger.record(due.occurrences(), due.cursors()).invoke(recorded -> {
            timetable.advance(due);
            recorded.stream().filter(entry -> entry.state().isEnd()).forEach(this::reportNotRun);
        });
    }

    private Uni<Claims> claim(Instant now) {
        Room room = inFlight.room();
        if (room.all() == 0) {
            return Uni.createFrom().item(Claims.NONE);
        }
        lost.asked(now);
        return ledger.claim(room, jobs::knownPolicies);
    }

    private void start(Claims claims) {
        // First, and together: a turn that is cut here must not have the next one give back what this one begins.
        claims.started().forEach(inFlight::add);
        lost.answered();
        claims.cancel().forEach(key -> runner.cancel(key, "replaced by a newer due time"));
        claims.skipped().forEach(this::reportNotRun);
        claims.started().forEach(this::start);
    }

    /** The second half, for one run. It always ends in a report, or in its lease running out. */
    private void start(Claim claim) {
        reporter.started(claim);
        run(claim)
                .chain(report -> close(closing(claim, report)).invoke(closed -> report(claim, closed, report)))
                .onTermination()
                .invoke(() -> inFlight.remove(claim))
                .subscribe()
                .with(closed -> {}, failure -> reporter.closeFailed(claim, failure));
    }

    private Uni<RunReport> run(Claim claim) {
        if (inFlight.isClosed()) {
            // Claimed while the stop began: it would be cut off soon after its start.
            return Uni.createFrom().item(new RunReport(RunState.DUE, "the service was stopped", List.of()));
        }
        return jobs.runnable(claim.key().job())
                .map(job -> runner.run(claim.key(), job))
                .orElseGet(() -> Uni.createFrom()
                        .item(new RunReport(RunState.SKIPPED, "the job is no longer in the file", List.of())));
    }

    /**
     * While the ledger is unavailable it is retried for {@link #CLOSE_FOR}, which is far longer than a lease: as long as this
     * process lives, it has how its runs ended. After that the run is left to its lease and ends as unknown.
     */
    private Uni<Closed> close(Closing closing) {
        return closings.submit(closing)
                .onFailure()
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .expireIn(CLOSE_FOR.toMillis());
    }

    private static Closing closing(Claim claim, RunReport report) {
        return new Closing(claim.key(), claim.epoch(), report.state(), report.reason(), report.attempts());
    }

    private void report(Claim claim, Closed closed, RunReport report) {
        // Removed before the listener is called: after the last end nothing may be in flight.
        inFlight.remove(claim);
        Entry entry = closed.entry();
        if (entry != null && entry.state().isEnd()) {
            reporter.ended(entry, report.actions());
        }
    }

    private void reportNotRun(Entry entry) {
        reporter.ended(entry, List.of());
    }
}
