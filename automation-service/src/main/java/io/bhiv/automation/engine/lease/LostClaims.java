package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.ledger.Ledger;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what this process claimed and was not told of, because the answer was lost or came after the turn was cut. None of it has
 * begun, and nobody renews it: it would end as unknown with its lease.
 *
 * <p>A commit may take effect after its answer was given up, so this is repeated in every turn until the ledger has been there for the
 * patience of {@link Leases}. It comes before the turn's own claim: then no claim is under way whose answer may still come, and what is
 * running without being in flight is lost.
 */
public final class LostClaims {

    private static final Logger LOG = Logger.getLogger(LostClaims.class);

    private final Ledger ledger;
    private final InFlight inFlight;
    private final Duration patience;
    private volatile @Nullable Instant asked;
    private volatile @Nullable Lost lost;

    /**
     * Claims that may have been made.
     *
     * @param since when the turn of the first began
     * @param until up to when they are looked for; null until the ledger has answered again
     */
    private record Lost(Instant since, @Nullable Instant until) {}

    public LostClaims(Ledger ledger, InFlight inFlight, Duration patience) {
        this.ledger = ledger;
        this.inFlight = inFlight;
        this.patience = patience;
    }

    /** A claim is made, in a turn that began {@code now}. */
    public void asked(Instant now) {
        asked = now;
    }

    /** Everything that the claim brought is in flight. */
    public void answered() {
        asked = null;
    }

    /** For each turn, before its claim; {@code now} is when it began, by the ledger's clock. */
    public Uni<Void> giveBack(Instant now) {
        Lost sought = sought();
        return sought == null
                ? Uni.createFrom().voidItem()
                : ledger.giveBack(sought.since(), inFlight.claims())
                        .call(runs -> runs == 0 ? Uni.createFrom().voidItem() : ledger.promote())
                        .invoke(runs -> {
                            if (runs > 0) {
                                LOG.warnf("The answer to a claim was lost; its runs are given back [runs=%d]", runs);
                            }
                            lost = next(sought, now);
                        })
                        .replaceWithVoid();
    }

    private @Nullable Lost sought() {
        Instant unanswered = asked;
        Lost before = lost;
        if (unanswered != null) {
            before = new Lost(before == null ? unanswered : before.since(), null);
            lost = before;
            asked = null;
        }
        return before;
    }

    private @Nullable Lost next(Lost sought, Instant now) {
        Instant end = sought.until() == null ? now.plus(patience) : sought.until();
        return now.isBefore(end) ? new Lost(sought.since(), end) : null;
    }
}
