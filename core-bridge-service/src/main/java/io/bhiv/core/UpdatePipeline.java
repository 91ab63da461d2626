package io.bhiv.core;

import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.ReceivedUpdate;
import io.bhiv.core.identity.Submission;
import io.bhiv.core.identity.UpdateIds;
import io.bhiv.core.identity.UpdateRecord;
import io.bhiv.core.journal.Appended;
import io.bhiv.core.journal.JournalConfig;
import io.bhiv.core.journal.UpdateJournal;
import io.bhiv.core.status.CoreStatus;
import io.bhiv.kit.commit.Overloaded;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The story of an update: admit → identify → journal → (answer) → publish → stored by the bucket → synced.
 *
 * <p>Up to the answer it is told here. The journal announces what it committed ({@code Journalled}); {@code publish}
 * puts that on {@code core-updates}; bucket-service stores it and answers on {@code core-sync-results}; {@code sync}
 * marks it. After a crash the second half is entered again from the pending list, by the same code.
 */
@ApplicationScoped
public class UpdatePipeline {

    private final UpdateJournal journal;
    private final CoreStatus status;
    private final UpdateIds ids;
    private final long maxPending;

    UpdatePipeline(UpdateJournal journal, CoreStatus status, JournalConfig config, Clock clock) {
        this.journal = journal;
        this.status = status;
        this.ids = new UpdateIds(clock, new SecureRandom());
        this.maxPending = config.maxPending();
    }

    /** Completes once the update is durable, or was before. Fails where nothing was stored and the caller may try again. */
    public Uni<Appended> accept(Submission submission, @Nullable IdempotencyKey key) {
        return Uni.createFrom()
                .deferred(() -> admit(submission)) // (synchronous) refuses while too much is pending
                .map(admitted -> identify(admitted, key)) // (synchronous)
                .chain(journal::append); // (asynchronous) group commit with fsync
    }

    private Uni<Submission> admit(Submission submission) {
        CoreStatus.Seen seen = status.last();
        boolean full = seen != null && seen.figures().pending() >= maxPending;
        return full
                ? Uni.createFrom().failure(new Overloaded("Too many updates wait for the bucket"))
                : Uni.createFrom().item(submission);
    }

    private ReceivedUpdate identify(Submission submission, @Nullable IdempotencyKey key) {
        UUID id = ids.next();
        String session = submission.sessionId();
        String sessionId = session == null ? "session-" + id : session;
        byte[] record = UpdateRecord.compose(id, UpdateIds.timeOf(id).toString(), sessionId, submission);
        return new ReceivedUpdate(id, submission.module(), sessionId, record, key);
    }
}
