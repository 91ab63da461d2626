package io.bhiv.bucket.journal;

import io.bhiv.bucket.status.Standing;
import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says no before a queue that nobody drains fills the disk.
 *
 * <p>What was counted last plus what this replica let in since then: within one replica the limit is exact, because a
 * place is taken before the packet is stored. Others add what they let in during the second between two counts.
 */
@ApplicationScoped
class Admission {

    private final IngestConfig config;
    private final StatusBoard board;
    private final AtomicLong admitted = new AtomicLong();
    private volatile long countedAt;

    Admission(IngestConfig config, StatusBoard board) {
        this.config = config;
        this.board = board;
    }

    /** Takes places for {@code packets}, or says why there are none. */
    Optional<Problem> refusal(int packets) {
        Standing standing = board.latest();
        startAfreshAt(standing);
        boolean tooOld = !config.maxAge().isZero() && standing.oldestAge().compareTo(config.maxAge()) > 0;
        if (tooOld) {
            return Optional.of(refuse("The oldest packet waits longer than the queue allows"));
        }
        long limit = config.maxDepth();
        if (limit > 0 && standing.pending() + admitted.addAndGet(packets) > limit) {
            admitted.addAndGet(-packets);
            return Optional.of(refuse("The queue is as deep as it may be"));
        }
        return Optional.empty();
    }

    private void startAfreshAt(Standing standing) {
        if (standing.count() != countedAt) {
            synchronized (this) {
                if (standing.count() != countedAt) {
                    admitted.set(0);
                    countedAt = standing.count();
                }
            }
        }
    }

    private Problem refuse(String detail) {
        return Problem.retryLater(
                ProblemType.OVERLOADED, detail, config.retryAfter().toSeconds());
    }
}
