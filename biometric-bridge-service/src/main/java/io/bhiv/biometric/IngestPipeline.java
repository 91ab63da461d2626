package io.bhiv.biometric;

import io.bhiv.biometric.fetch.ObjectFetch;
import io.bhiv.biometric.fetch.PayloadFetch;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.intake.TerraDirectConsumer;
import io.bhiv.biometric.journal.DeliveryClaims;
import io.bhiv.biometric.journal.DeliveryJournal;
import io.bhiv.biometric.journal.DeliveryJournal.Appended;
import io.bhiv.biometric.known.Known;
import io.bhiv.biometric.normalise.KnownState;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.normalise.Normaliser;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.publish.NormalisedDelivery;
import io.bhiv.biometric.publish.Settlement;
import io.bhiv.biometric.relay.BoundedBatch;
import io.bhiv.biometric.relay.RelayConfig;
import io.bhiv.biometric.status.IntakeCounts;
import io.bhiv.biometric.status.IntakeCounts.Refusal;
import io.bhiv.biometric.trigger.Triggers;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.Verification;
import io.bhiv.biometric.verify.WebhookVerifier;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.relay.Relay;
import io.bhiv.kit.relay.RelayHandler;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.trigger.HealthTrigger;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The story of a delivery: {@code verify → journal → (2xx) → fetch → normalise → trigger → publish}.
 *
 * <p>Terra's deliveries carry their data, or point at it for some minutes. Those of Oura and WHOOP are notices: their settlement makes
 * tasks, {@link ObjectFetch} reads the objects when they are due, and each object is a delivery that begins here again at {@code journal}.
 *
 * <p>The first half ends with the commit, and the caller's 2xx with it. The second half is entered right after the commit
 * and again, by the same method, for what the sweeper finds unpublished: there is no second code path for recovery.
 */
@ApplicationScoped
public class IngestPipeline implements RelayHandler<Delivery>, TerraDirectConsumer.Sink, ObjectFetch.FetchedObjects {

    private final WebhookVerifier verifier;
    private final DeliveryJournal journal;
    private final DeliveryClaims claims;
    /** Long enough for a replica of the newer version to take it. */
    private static final Outcome LEFT_TO_NEWER = new Outcome.Retried(Duration.ofSeconds(10), false);

    private final Relay<Delivery> relay;
    private final PayloadFetch payloads;
    private final Known known;
    private final Normaliser normaliser;
    private final Triggers triggers;
    private final Settlement settlement;
    private final IntakeCounts counts;
    private final RelayConfig limits;
    private final Clock clock;
    private final AtomicInteger eventsInFlight = new AtomicInteger();

    IngestPipeline(
            WebhookVerifier verifier,
            DeliveryJournal journal,
            DeliveryClaims claims,
            Relay<Delivery> relay,
            PayloadFetch payloads,
            Known known,
            Normaliser normaliser,
            Triggers triggers,
            Settlement settlement,
            IntakeCounts counts,
            RelayConfig limits,
            Clock clock) {
        this.verifier = verifier;
        this.journal = journal;
        this.claims = claims;
        this.relay = relay;
        this.payloads = payloads;
        this.known = known;
        this.normaliser = normaliser;
        this.triggers = triggers;
        this.settlement = settlement;
        this.counts = counts;
        this.limits = limits;
        this.clock = clock;
    }

    /** verify → journal: completes after the commit. Runs on the caller's thread, which may be an event loop. */
    public Uni<IngestOutcome> ingest(Provider provider, SignedRequest request) {
        return switch (verifier.verify(provider, request)) {
            case Verification.Refused(var reason) -> Uni.createFrom().item(new IngestOutcome.Refused(reason));
            case Verification.Genuine genuine -> append(Delivery.ofWebhook(provider, request, genuine));
        };
    }

    /** The same for a body so large that hashing it would hold up an event loop. */
    public Uni<IngestOutcome> ingestLarge(Provider provider, SignedRequest request) {
        return Uni.createFrom()
                .deferred(() -> ingest(provider, request))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** journal, for what came through no webhook: a record of Terra's own topic, or a change of a connection. */
    @Override
    public Uni<Void> accept(Delivery delivery) {
        return appendCounted(delivery).replaceWithVoid();
    }

    /** journal, for an object that was read from a provider's API. */
    @Override
    public Uni<Boolean> store(Delivery object) {
        return appendCounted(object).map(outcome -> outcome instanceof IngestOutcome.Accepted);
    }

    /** For what does not come by HTTP, where the exchange counts. */
    private Uni<IngestOutcome> appendCounted(Delivery delivery) {
        var counters = counts.of(delivery.provider());
        counters.received(1);
        Runnable refused = () -> counters.refused(Refusal.STORE_UNAVAILABLE, 1);
        return append(delivery).onFailure().invoke(refused).onCancellation().invoke(refused);
    }

    /** The same for what is no delivery. */
    @Override
    public void refused(Provider provider, Refusal reason, int records) {
        var counters = counts.of(provider);
        counters.received(records);
        counters.refused(reason, records);
    }

    /** The journal has it and the nudge starts the second half. */
    private Uni<IngestOutcome> append(Delivery delivery) {
        return journal.append(delivery).map(appended -> switch (appended) {
            case Appended.Stored(var stored, var claimed) -> {
                counts.of(stored.provider()).stored(1);
                if (claimed) {
                    relay.offer(stored);
                }
                yield new IngestOutcome.Accepted(stored.eventId(), stored.revision());
            }
            case Appended.AlreadySeen(var eventId) -> {
                counts.of(delivery.provider()).duplicate(1);
                yield new IngestOutcome.Duplicate(eventId);
            }
        });
    }

    /**
     * fetch → normalise → trigger → publish, for a batch in its order. Completes when all of it is on its way to Kafka. Where its events
     * are too many to be in memory together, the rest of the batch follows when those before it are settled.
     */
    @Override
    public Uni<HandedOver> proceed(List<Delivery> batch, Executor lane) {
        return Uni.createFrom()
                .item(() -> BoundedBatch.of(batch, this::read, Read::events, limits.eventsTogether()))
                .runSubscriptionOn(lane)
                .chain(portion ->
                        handOver(portion.read(), lane).chain(handed -> afterPortion(handed, portion.rest(), lane)));
    }

    private Uni<HandedOver> afterPortion(HandedOver portion, List<Delivery> rest, Executor lane) {
        if (!rest.isEmpty()) {
            return portion.settled().chain(() -> proceed(rest, lane));
        }
        return eventsInFlight.get() <= limits.maxEventsInFlight()
                ? Uni.createFrom().item(portion)
                : portion.settled()
                        .map(settled -> new HandedOver(Uni.createFrom().voidItem()));
    }

    private Uni<HandedOver> handOver(List<Read> batch, Executor lane) {
        int events = batch.stream().mapToInt(Read::events).sum();
        return recall(batch)
                .emitOn(lane)
                .map(this::normalise)
                .invoke(this::fetchPayloads)
                .map(settlement::handOver)
                .invoke(() -> eventsInFlight.addAndGet(events))
                .map(settled ->
                        new HandedOver(settled.onTermination().invoke(() -> eventsInFlight.addAndGet(-events))));
    }

    private record Read(Delivery delivery, Reading reading) {

        int events() {
            return reading instanceof Reading.Resources resources ? resources.measures() : 1;
        }
    }

    /** @param ofNewer users about whom only a newer version knows all that is stored */
    private record Recalled(List<Read> batch, KnownState state, Set<ProviderUser> ofNewer) {}

    private Read read(Delivery delivery) {
        return new Read(delivery, normaliser.read(delivery));
    }

    /** Links first: the keys of resources depend on them. */
    private Uni<Recalled> recall(List<Read> batch) {
        List<Reading> readings = batch.stream().map(Read::reading).toList();
        Set<ProviderUser> users = new HashSet<>();
        Set<ProviderUser> ofObjects = new HashSet<>();
        for (Read read : batch) {
            users.addAll(read.reading().users());
            if (read.delivery().about() != null) {
                ofObjects.addAll(read.reading().users());
            }
        }
        return known.links(users)
                .chain(found -> known.connections(ofObjects)
                        .chain(connections -> known.resources(normaliser.resources(readings, found.links()))
                                .map(resources -> new Recalled(
                                        batch,
                                        new KnownState(found.links(), resources, connections),
                                        found.ofNewer()))));
    }

    /** In order, each remembered before the next: a later delivery of the batch must see what an earlier one changed. */
    private List<NormalisedDelivery> normalise(Recalled recalled) {
        return recalled.batch().stream()
                .map(read -> Collections.disjoint(read.reading().users(), recalled.ofNewer())
                        ? normalise(read, recalled.state())
                        : new NormalisedDelivery(read.delivery(), Normalised.only(LEFT_TO_NEWER), List.of()))
                .toList();
    }

    private NormalisedDelivery normalise(Read read, KnownState state) {
        try {
            Normalised normalised = normaliser.normalise(read.delivery(), read.reading(), state);
            state.remember(normalised);
            List<BiometricEvent> events = normalised.events();
            boolean past = read.delivery().backfill();
            Instant now = clock.instant();
            return new NormalisedDelivery(
                    read.delivery(),
                    normalised,
                    events.stream()
                            .map(event -> past ? List.<HealthTrigger>of() : triggers.firedBy(event, now))
                            .toList(),
                    triggers.arePublished(),
                    triggers.arrivals(events));
        } catch (RuntimeException ourMistake) {
            // One delivery that our code fails on must not hold up the others of its batch. The cause may quote the
            // body.
            Log.errorf(
                    "Processing a delivery failed [delivery=%s cause=%s]",
                    read.delivery().eventId(), SafeFailure.describe(ourMistake));
            return new NormalisedDelivery(read.delivery(), Normalised.only(new Outcome.Failed()), List.of());
        }
    }

    /** What only points at its payload leaves the batch here; the payload becomes a delivery of its own. */
    private void fetchPayloads(List<NormalisedDelivery> batch) {
        for (NormalisedDelivery delivery : batch) {
            if (delivery.normalised().outcome() instanceof Outcome.AwaitingPayload(var url, var expiresIn)) {
                fetchPayload(delivery.delivery(), url);
            }
        }
    }

    private void fetchPayload(Delivery pointing, String url) {
        payloads.fetch(pointing, url, this::accept, outcome -> settlement.settle(pointing, outcome))
                .subscribe()
                .with(
                        done -> {},
                        failure -> Log.warnf(
                                "A payload fetch was not settled; its claim expires and the sweeper retries [cause=%s]",
                                StoreFailure.summary(failure)));
    }

    @Override
    public Uni<List<Delivery>> claim(int items, long bytes) {
        return claims.claim(items, bytes);
    }

    /** What was taken alone and ended the process even then is parked first. */
    @Override
    public Uni<Boolean> hasSuspects() {
        return claims.parkCrashed()
                .invoke(crashed -> crashed.forEach(this::countCrashed))
                .chain(claims::hasSuspects);
    }

    private void countCrashed(DeliveryClaims.Crashed crashed) {
        if (!crashed.provider().isEmpty()) {
            counts.of(crashed.provider()).parked(ParkReason.CRASHED, 1);
        }
        Log.errorf(
                "A delivery was parked: the process ended each time that it was processed [delivery=%s]",
                crashed.eventId());
    }

    @Override
    public Uni<Void> release(List<Delivery> items) {
        return settlement.release(items);
    }

    @Override
    public Uni<List<Delivery>> claimSuspect() {
        return claims.claimSuspect();
    }

    @Override
    public Uni<Void> giveBack(Delivery delivery, Throwable failure) {
        return settlement.settle(delivery, new Outcome.Failed());
    }

    @Override
    public long weigh(Delivery delivery) {
        return delivery.weight();
    }

    @Override
    public int waitingToBeStored() {
        return journal.waiting();
    }
}
