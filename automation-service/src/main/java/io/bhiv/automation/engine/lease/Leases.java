package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Renewal;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.reload.ActiveJobs;
import io.bhiv.automation.engine.report.RunReporter;
import io.bhiv.automation.engine.run.Runner;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Renews the leases of the runs of this process, and takes over the runs of dead replicas.
 *
 * <p>When the ledger was unavailable for longer than a lease, every lease has expired although its holder is running: holders renew as
 * soon as the ledger is back. So a process takes over only after the ledger was available to it for its patience. Available is what
 * takes a write: while an index build holds the table, times are read as ever, and no holder can renew.
 */
public final class Leases {

    private static final Logger LOG = Logger.getLogger(Leases.class);

    private static final int BATCH = 500;

    private final Ledger ledger;
    private final ActiveJobs jobs;
    private final Runner runner;
    private final InFlight inFlight;
    private final RunReporter reporter;
    private final Duration patience;
    private Instant seenSince = Instant.MAX;
    private Instant seenLast = Instant.MIN;

    /**
     * The leases of the runs in flight.
     *
     * @param patience at least a lease where other processes may hold runs; zero where none can
     */
    public Leases(
            Ledger ledger, ActiveJobs jobs, Runner runner, InFlight inFlight, RunReporter reporter, Duration patience) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.runner = runner;
        this.inFlight = inFlight;
        this.reporter = reporter;
        this.patience = patience;
    }

    /** Renews our leases; stops runs whose lease was lost and runs that got an order to stop. */
    public Uni<Void> renew() {
        Collection<Claim> held = inFlight.claims();
        return held.isEmpty()
                ? Uni.createFrom().voidItem()
                : ledger.renew(held).invoke(renewal -> apply(held, renewal)).replaceWithVoid();
    }

    private void apply(Collection<Claim> claims, Renewal renewal) {
        renewal.cancel().forEach(key -> runner.cancel(key, "stopped on request"));
        claims.stream()
                .map(Claim::key)
                .filter(key -> !renewal.held().contains(key))
                // A run that is no longer running here is being closed at this moment, so it is not held any more.
                .filter(key -> runner.cancel(key, "the lease was lost"))
                .forEach(key -> LOG.warnf("Run stopped, its lease was lost [run=%s]", key));
    }

    /**
     * Ends the runs that dead replicas left behind, or makes them due again, as their jobs define: those of jobs that only other replicas
     * know yet are left to them. Returns how many there were. Not at the same time as another take-over; calls further apart than two
     * thirds of the patience count as a gap.
     */
    public Uni<Integer> takeOver() {
        return ledger.promote()
                .chain(ledger::now)
                .chain(now ->
                        isPastGrace(now) ? takeOverExpired() : Uni.createFrom().item(0));
    }

    private boolean isPastGrace(Instant now) {
        boolean gap = now.isBefore(seenLast)
                || now.minus(patience.multipliedBy(2).dividedBy(3)).isAfter(seenLast);
        seenSince = gap ? now : seenSince;
        seenLast = now;
        return !now.isBefore(seenSince.plus(patience));
    }

    private Uni<Integer> takeOverExpired() {
        return ledger.expired(BATCH, job -> jobs.knownPolicies(job).isPresent())
                .chain(expired -> {
                    Map<Boolean, List<Entry>> again =
                            expired.stream().collect(Collectors.partitioningBy(this::isRunAgain));
                    return reopen(again.getOrDefault(true, List.of()))
                            .chain(() -> giveUp(again.getOrDefault(false, List.of())))
                            .replaceWith(expired.size());
                })
                .call(found -> found == 0 ? Uni.createFrom().voidItem() : ledger.promote());
    }

    private boolean isRunAgain(Entry entry) {
        return jobs.policies(entry.key().job()).lost() == Lost.RETRY && entry.epoch() < Lost.TIMES;
    }

    private Uni<Integer> reopen(List<Entry> entries) {
        List<RunKey> keys = entries.stream().map(Entry::key).toList();
        return keys.isEmpty() ? Uni.createFrom().item(0) : ledger.reopen(keys);
    }

    private Uni<Void> giveUp(List<Entry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Closing> closings = entries.stream()
                .map(entry -> new Closing(
                        entry.key(),
                        entry.epoch(),
                        RunState.UNKNOWN,
                        "its replica " + entry.replica() + " did not come back",
                        entry.attempts()))
                .toList();
        return ledger.close(closings, jobs::policies)
                .invoke(closed -> closed.stream()
                        .map(Closed::entry)
                        .filter(Objects::nonNull)
                        .forEach(entry -> reporter.ended(entry, List.of())))
                .replaceWithVoid();
    }
}
