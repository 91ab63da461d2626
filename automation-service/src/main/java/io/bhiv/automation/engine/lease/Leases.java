package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.ledger.Claim;
import io.bhiv.automation.engine.ledger.Closed;
import io.bhiv.automation.engine.ledger.Closing;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.Renewal;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.reload.JobBoard;
import io.bhiv.automation.engine.report.ReportLine;
import io.bhiv.automation.engine.report.Witness;
import io.bhiv.automation.engine.run.Runner;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Keeps the leases of the runs that go on here, and takes over those whose holder died. */
public final class Leases {

    private static final Logger LOG = Logger.getLogger(Leases.class);

    private static final int BATCH = 500;

    private final Ledger ledger;
    private final JobBoard board;
    private final Runner runner;
    private final InFlight inFlight;
    private final Witness witness;

    public Leases(Ledger ledger, JobBoard board, Runner runner, InFlight inFlight, Witness witness) {
        this.ledger = ledger;
        this.board = board;
        this.runner = runner;
        this.inFlight = inFlight;
        this.witness = witness;
    }

    /** Extends our leases; stops what was taken from us and what somebody asked to stop. */
    public Uni<Void> renew() {
        Collection<Claim> held = inFlight.claims();
        return held.isEmpty()
                ? Uni.createFrom().voidItem()
                : ledger.renew(held).invoke(renewal -> heed(held, renewal)).replaceWithVoid();
    }

    private void heed(Collection<Claim> claims, Renewal renewal) {
        renewal.cancel().forEach(key -> runner.cancel(key, "stopped on request"));
        claims.stream()
                .map(Claim::key)
                .filter(key -> !renewal.held().contains(key))
                // Those not running any more are being closed right now, which is why they are no longer held.
                .filter(key -> runner.cancel(key, "the lease was lost"))
                .forEach(key -> LOG.warnf("A run was stopped because its lease is somebody else's [run=%s]", key));
    }

    /** Ends, or makes due again, what dead replicas left behind. Answers how many there were. */
    public Uni<Integer> takeOver() {
        return ledger.expired(BATCH)
                .chain(expired -> {
                    Map<Boolean, List<Entry>> again =
                            expired.stream().collect(Collectors.partitioningBy(this::isRunAgain));
                    return reopen(again.getOrDefault(true, List.of()))
                            .chain(() -> giveUp(again.getOrDefault(false, List.of())))
                            .replaceWith(expired.size());
                })
                .call(() -> ledger.promote());
    }

    private boolean isRunAgain(Entry entry) {
        return board.policies(entry.key().job()).lost() == Lost.RETRY && entry.epoch() < Lost.TIMES;
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
        return ledger.close(closings, board::policies)
                .invoke(closed -> closed.stream()
                        .map(Closed::entry)
                        .filter(Objects::nonNull)
                        .forEach(entry -> witness.ended(new ReportLine.Ended(entry, List.of()))))
                .replaceWithVoid();
    }
}
