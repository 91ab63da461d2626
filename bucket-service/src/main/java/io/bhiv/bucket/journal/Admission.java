package io.bhiv.bucket.journal;

import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses packets before a queue that no consumer drains fills the disk.
 *
 * <p>The depth is the last count plus the places that this replica has given since, each before its packets are stored. The queue may become
 * deeper than the limit by what is being stored while it is counted, and by what other replicas admit in the second between two counts.
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

    /** Reserves places for {@code packets}, or returns why there are none. */
    Optional<Problem> refusal(int packets) {
        StatusBoard.Counts standing = board.latest();
        startAfreshAt(standing);
        boolean tooOld = !config.maxAge().isZero() && standing.longestDue().compareTo(config.maxAge()) > 0;
        if (tooOld) {
            return Optional.of(refuse("The oldest packet waits longer than the queue allows"));
        }
        long limit = config.maxDepth();
        if (limit > 0 && standing.pending() + admitted.addAndGet(packets) > limit) {
            admitted.addAndGet(-packets);
            return Optional.of(refuse("The queue is full"));
        }
        return Optional.empty();
    }

    private void startAfreshAt(StatusBoard.Counts standing) {
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
