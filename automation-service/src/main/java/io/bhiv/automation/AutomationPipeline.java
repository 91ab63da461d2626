package io.bhiv.automation;

import io.bhiv.automation.engine.evaluate.Timetable;
import io.bhiv.automation.engine.evaluate.Timetable.Owed;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.ledger.Claim;
import io.bhiv.automation.engine.ledger.Claims;
import io.bhiv.automation.engine.ledger.Closed;
import io.bhiv.automation.engine.ledger.Closing;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.reload.JobBoard;
import io.bhiv.automation.engine.report.ReportLine;
import io.bhiv.automation.engine.report.Witness;
import io.bhiv.automation.engine.run.RunReport;
import io.bhiv.automation.engine.run.Runner;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * The story: occurrences due → recorded → claimed → run → closed → reported.
 *
 * <p>A turn ends when its claims are on their way; each run then goes through the second half on its own. Every step may
 * fail and be entered again: recording twice records once, and what was claimed and not closed is taken over when its lease
 * ends.
 */
public final class AutomationPipeline {

    /** Occurrences recorded by one statement. */
    private static final int ENOUGH = 5_000;

    private final Ledger ledger;
    private final JobBoard board;
    private final Runner runner;
    private final InFlight inFlight;
    private final Witness witness;

    public AutomationPipeline(Ledger ledger, JobBoard board, Runner runner, InFlight inFlight, Witness witness) {
        this.ledger = ledger;
        this.board = board;
        this.runner = runner;
        this.inFlight = inFlight;
        this.witness = witness;
    }

    /** How a turn went: whether anything happened, and whether there is more to do at once. */
    public record Turn(boolean busy, boolean more) {}

    /** One turn. Must not overlap with another of the same pipeline. */
    public Uni<Turn> turn() {
        Timetable timetable = board.timetable();
        return ledger.now().chain(now -> {
            Owed owed = timetable.owed(now, ENOUGH);
            return record(timetable, owed).chain(() -> claim(now, owed)).map(claims -> {
                launch(claims);
                return turn(owed, claims);
            });
        });
    }

    private Uni<?> record(Timetable timetable, Owed owed) {
        if (owed.isNothing()) {
            return Uni.createFrom().voidItem();
        }
        return ledger.record(owed.occurrences(), owed.cursors()).invoke(recorded -> {
            timetable.settled(owed);
            recorded.stream().filter(entry -> entry.state().isEnd()).forEach(this::reportUnrun);
        });
    }

    private Uni<Claims> claim(Instant now, Owed owed) {
        return inFlight.isTimeToLook(now, !owed.isNothing())
                ? ledger.claim(inFlight.room(), board::knownPolicies)
                        .invoke(claims -> inFlight.looked(now, claims.more()))
                : Uni.createFrom().item(Claims.NONE);
    }

    private void launch(Claims claims) {
        claims.cancel().forEach(key -> runner.cancel(key, "replaced by a newer due time"));
        claims.skipped().forEach(this::reportUnrun);
        claims.started().forEach(this::start);
    }

    /** The second half, for one run. Nobody waits for it; it always ends in a report or in its lease running out. */
    private void start(Claim claim) {
        inFlight.add(claim);
        witness.started(claim);
        run(claim)
                .chain(report -> inFlight.closings()
                        .close(closing(claim, report))
                        .invoke(closed -> reportRun(claim, closed, report)))
                .onTermination()
                .invoke(() -> inFlight.remove(claim))
                .subscribe()
                .with(closed -> {}, failure -> witness.unclosed(claim, failure));
    }

    private Uni<RunReport> run(Claim claim) {
        return board.runnable(claim.key().job())
                .map((Job job) -> runner.run(claim.key(), job))
                .orElseGet(() -> Uni.createFrom()
                        .item(new RunReport(RunState.SKIPPED, "the job is no longer in the file", List.of())));
    }

    private static Closing closing(Claim claim, RunReport report) {
        return new Closing(claim.key(), claim.epoch(), report.state(), report.reason(), report.attempts());
    }

    private void reportRun(Claim claim, Closed closed, RunReport report) {
        // Before anybody is told: who waits for the last end must find nothing in flight.
        inFlight.remove(claim);
        Entry entry = closed.entry();
        if (entry != null) {
            witness.ended(new ReportLine.Ended(entry, report.actions()));
        }
    }

    private void reportUnrun(Entry entry) {
        witness.ended(new ReportLine.Ended(entry, List.of()));
    }

    private static Turn turn(Owed owed, Claims claims) {
        boolean busy = !owed.isNothing()
                || !claims.started().isEmpty()
                || !claims.skipped().isEmpty();
        return new Turn(busy, !owed.complete() || claims.more());
    }
}
