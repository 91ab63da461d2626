package io.bhiv.automation.engine.lease;

import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.reload.ActiveJobs;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Records how runs ended; runs that end together share one transaction.
 *
 * <p>While the ledger is unavailable it is retried for {@link #RETRY_FOR}, which is far longer than a lease: as long as this
 * process lives, it knows how its runs ended. After that the run is left to its lease and ends as unknown.
 */
public final class RunCloser {

    private static final Duration RETRY_FOR = Duration.ofDays(1);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final GroupCommit<Closing, Closed> commit;

    public RunCloser(Ledger ledger, ActiveJobs jobs) {
        commit = new GroupCommit<>(CommitLimits.standard(), closing -> 1, batch -> ledger.close(batch, jobs::policies));
    }

    public Uni<Closed> close(Closing closing) {
        return commit.submit(closing)
                .onFailure()
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .expireIn(RETRY_FOR.toMillis());
    }
}
