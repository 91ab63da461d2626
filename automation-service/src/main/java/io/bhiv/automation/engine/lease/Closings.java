package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.ledger.Closed;
import io.bhiv.automation.engine.ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.reload.JobBoard;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Tells the ledger how runs ended; runs that end together share one transaction.
 *
 * <p>While the ledger is away it is tried again for {@link #PATIENCE}. After that the run is left to its lease: it will
 * stand as unknown, which is the truth.
 */
public final class Closings {

    static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final GroupCommit<Closing, Closed> commit;

    public Closings(Ledger ledger, JobBoard board) {
        commit =
                new GroupCommit<>(CommitLimits.standard(), closing -> 1, batch -> ledger.close(batch, board::policies));
    }

    public Uni<Closed> close(Closing closing) {
        return commit.submit(closing)
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(PATIENCE.toMillis());
    }
}
