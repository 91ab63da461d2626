package io.bhiv.core;

import io.bhiv.core.deliver.Deliveries;
import io.bhiv.core.deliver.Delivery;
import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.core.deliver.Submitted;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.Submission;
import io.bhiv.core.identity.Update;
import io.bhiv.core.identity.UpdateIds;
import io.bhiv.core.intake.SyncResultConsumer;
import io.bhiv.core.journal.Appended;
import io.bhiv.core.journal.UpdateJournal;
import io.bhiv.core.parked.ParkedUpdates;
import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.core.relay.UpdateRelay;
import io.bhiv.core.save.Bucket;
import io.bhiv.core.save.SaveOutcome;
import io.bhiv.core.send.CoreSender;
import io.bhiv.core.status.CoreStatus;
import io.bhiv.core.status.UpdateCounters.Parking;
import io.bhiv.core.status.UpdateCounters.Refusal;
import io.bhiv.core.sync.SyncLedger;
import io.bhiv.kit.commit.CallerMayLeave;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.IntakeParts.Parts;
import io.bhiv.model.core.CoreSyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The story of an update, and of what goes to BHIV Core and BHIV Bucket.
 *
 * <pre>
 * update:   accept ─ admit ─ identify ─ journal ─ (answer)
 *           committed ─ relay ─▶ core-updates ─▶ bucket-service ─▶ core-sync-results
 *           settle ─┬─ stored:   synced
 *                   └─ rejected: parked
 * delivery: submit ─ commit ─ attempt ─┬─ send to BHIV Core
 *                                      └─ save to BHIV Bucket
 * </pre>
 *
 * <p>No step depends on another; they meet here. What was committed and not finished when a process ended is found by a
 * sweeper and enters the same methods again.
 */
@ApplicationScoped
public class UpdatePipeline implements UpdateJournal.Committed, SyncResultConsumer.Settlement, Deliveries.Destinations {

    /** A submission, and the caller's key where it has one. */
    public record Keyed(Submission submission, @Nullable IdempotencyKey key) {}

    private final CoreStatus status;
    private final IntakeCounters<Refusal, Parking> counters;
    private final Parts<Refusal, Parking> modules;
    private final UpdateIds ids;
    private final UpdateJournal journal;
    private final UpdateRelay relay;
    private final SyncLedger sync;
    private final ParkedUpdates parked;
    private final Deliveries deliveries;
    private final CoreSender core;
    private final Bucket bucket;

    UpdatePipeline(
            CoreStatus status,
            IntakeCounters<Refusal, Parking> counters,
            Parts<Refusal, Parking> modules,
            UpdateJournal journal,
            UpdateRelay relay,
            SyncLedger sync,
            ParkedUpdates parked,
            Deliveries deliveries,
            CoreSender core,
            Bucket bucket,
            Clock clock) {
        this.status = status;
        this.counters = counters;
        this.modules = modules;
        this.ids = new UpdateIds(clock, new SecureRandom());
        this.journal = journal;
        this.relay = relay;
        this.sync = sync;
        this.parked = parked;
        this.deliveries = deliveries;
        this.core = core;
        this.bucket = bucket;
    }

    /** Completes once the update is durable, now or since an earlier call. Fails where nothing was stored and the caller may retry. */
    public Uni<Appended> accept(Submission submission, @Nullable IdempotencyKey key) {
        return acceptAll(List.of(new Keyed(submission, key))).map(List::getFirst);
    }

    /** The same for many, all or none, with one result each, in order. */
    public Uni<List<Appended>> acceptAll(List<Keyed> submissions) {
        counters.received(submissions.size());
        submissions.forEach(one -> modules.of(one.submission().module()).received(1));
        return CallerMayLeave.during(Uni.createFrom()
                .deferred(() -> admit(submissions)) // (synchronous) refuses while too much is pending
                .map(this::identify) // (synchronous)
                .chain(journal::append) // (asynchronous) group commit with fsync
                .invoke(results -> count(submissions, results))
                .onFailure(Overloaded.class)
                .invoke(() -> submissions.forEach(one -> refused(one, Refusal.OVERLOADED))));
    }

    /** The second half starts; the callers are answered after this returns. */
    @Override
    public void committed(List<Update> batch) {
        relay.publish(batch);
    }

    /** The bucket answered: an update it stored is synced, one it rejected is parked with the reason. */
    @Override
    public Uni<Integer> settle(Collection<CoreSyncResult> results) {
        List<CoreSyncResult> stored = new ArrayList<>();
        List<CoreSyncResult> rejected = new ArrayList<>();
        for (CoreSyncResult result : results) {
            switch (result.status()) {
                case STORED -> stored.add(result);
                case REJECTED -> rejected.add(result);
            }
        }
        return sync.sync(stored)
                .invoke(counters::published)
                .chain(synced -> parked.rejected(rejected).map(parkedNow -> synced + parkedNow));
    }

    /** Commits a payload for BHIV Core and attempts it at once. A key makes a second call with the same payload harmless. */
    public Uni<Submitted> sendToCore(byte[] payload, @Nullable String key) {
        return deliveries.submit(Kind.PAYLOAD, payload, key, List.of(Destination.CORE));
    }

    /** Commits an execution or a reward for both destinations and attempts them side by side; neither waits for the other. */
    public Uni<Submitted> fanOut(Kind kind, byte[] payload, @Nullable String key) {
        return deliveries.submit(kind, payload, key, List.of(Destination.CORE, Destination.BUCKET));
    }

    /** Saves one object while the caller waits. Never fails: every ending is an outcome. */
    public Uni<SaveOutcome> saveToBucket(String filename, byte[] payload) {
        return bucket.save(filename, payload);
    }

    @Override
    public Deliveries.Gate gate(Destination destination) {
        return switch (destination) {
            case CORE -> new Deliveries.Gate(core.room(), core.closedBecause());
            case BUCKET -> new Deliveries.Gate(bucket.room(), "too many saves at once");
        };
    }

    /** One attempt of one delivery, the first or a later one. */
    @Override
    public Uni<AttemptOutcome> attempt(Delivery delivery) {
        return switch (delivery.destination()) {
            case CORE -> core.attempt(delivery.id(), delivery.payload());
            case BUCKET ->
                bucket.save(delivery.objectName(), delivery.payload()).map(UpdatePipeline::outcome);
        };
    }

    private static AttemptOutcome outcome(SaveOutcome saved) {
        return switch (saved) {
            case SaveOutcome.Saved(String path) -> new AttemptOutcome.Delivered(path);
            case SaveOutcome.BadName(String reason) -> new AttemptOutcome.Refused(reason);
            case SaveOutcome.DiskFull full -> new AttemptOutcome.Unavailable("the disk is full");
            case SaveOutcome.Failed(String reason) -> new AttemptOutcome.Unavailable(reason);
            case SaveOutcome.NotTried(String reason) -> new AttemptOutcome.NotMade(reason);
        };
    }

    private Uni<List<Keyed>> admit(List<Keyed> submissions) {
        return status.isFull()
                ? Uni.createFrom().failure(new Overloaded("Too many updates wait for the bucket"))
                : Uni.createFrom().item(submissions);
    }

    private List<Update> identify(List<Keyed> admitted) {
        return admitted.stream()
                .map(one -> Update.of(ids.next(), one.submission(), one.key()))
                .toList();
    }

    private void count(List<Keyed> submissions, List<Appended> results) {
        for (int i = 0; i < results.size(); i++) {
            switch (results.get(i)) {
                case Appended.Stored stored -> counters.stored(1);
                case Appended.Duplicate duplicate -> counters.duplicate(1);
                case Appended.Conflict conflict -> refused(submissions.get(i), Refusal.CONFLICT);
                // Like what fails as a whole: it is counted when it comes again.
                case Appended.Unconfirmed unconfirmed -> {}
            }
        }
    }

    private void refused(Keyed one, Refusal reason) {
        counters.refused(reason, 1);
        modules.of(one.submission().module()).refused(reason, 1);
    }
}
