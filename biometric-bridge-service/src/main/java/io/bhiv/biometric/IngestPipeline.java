package io.bhiv.biometric;

import io.bhiv.biometric.identity.DeliveryIdentity;
import io.bhiv.biometric.journal.Appended;
import io.bhiv.biometric.journal.Arrival;
import io.bhiv.biometric.journal.DeliveryJournal;
import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.publish.Settlement;
import io.bhiv.biometric.relay.Nudges;
import io.bhiv.biometric.verify.Gatekeeper;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.Verification;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The story of a delivery: {@code webhook → verify → journal → (2xx) → fetch → normalise → trigger → publish}.
 *
 * <p>The first half ends with the commit, and the caller's 2xx with it. The second half is entered right after the commit
 * and again, by the same method, for whatever the sweeper finds unpublished: there is no second code path for recovery.
 */
@ApplicationScoped
public class IngestPipeline {

    private final Gatekeeper gatekeeper;
    private final DeliveryJournal journal;
    private final Nudges nudges;
    private final Understanding understanding;
    private final Settlement settlement;

    IngestPipeline(
            Gatekeeper gatekeeper,
            DeliveryJournal journal,
            Nudges nudges,
            Understanding understanding,
            Settlement settlement) {
        this.gatekeeper = gatekeeper;
        this.journal = journal;
        this.nudges = nudges;
        this.understanding = understanding;
        this.settlement = settlement;
    }

    /** verify → journal: completes after the commit. Runs on the caller's thread, which may be an event loop. */
    public Uni<IngestOutcome> ingest(Provider provider, SignedRequest request) {
        return switch (gatekeeper.verify(provider, request)) {
            case Verification.Refused(var reason) -> Uni.createFrom().item(new IngestOutcome.Refused(reason));
            case Verification.Genuine genuine ->
                append(Arrival.ofWebhook(provider, request, DeliveryIdentity.of(provider, request), genuine.late()));
        };
    }

    /** The same for a body so large that hashing it would hold up an event loop. */
    public Uni<IngestOutcome> ingestLarge(Provider provider, SignedRequest request) {
        return Uni.createFrom()
                .deferred(() -> ingest(provider, request))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** journal, for what is authentic by another way than a signature. */
    public Uni<IngestOutcome> append(Arrival arrival) {
        return journal.append(arrival).map(appended -> switch (appended) {
            case Appended.Stored stored -> {
                nudges.takeOn(stored);
                yield new IngestOutcome.Accepted(
                        stored.delivery().eventId(), stored.delivery().revision());
            }
            case Appended.AlreadySeen(var eventId) -> new IngestOutcome.Duplicate(eventId);
        });
    }

    /**
     * fetch → normalise → trigger → publish, for a batch in its order. Completes when all of it is on its way; what only
     * points at its payload goes its own way in between and comes back as a delivery of its own.
     *
     * @param lane the one thread on which reading, normalising and handing over happen
     */
    public Uni<HandedOver> proceed(List<Journalled> batch, Executor lane) {
        return Uni.createFrom()
                .item(() -> understanding.read(batch))
                .runSubscriptionOn(lane)
                .chain(understanding::recall)
                .emitOn(lane)
                .map(understanding::understand)
                .map(settlement::handOver);
    }

    /** Again later, for what cannot go on for a reason of its own; after a few times it is parked. */
    public Uni<Void> giveBack(Journalled delivery) {
        return settlement.broken(delivery);
    }
}
