package io.bhiv.biometric.replay;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journal.DeliveryClaims;
import io.bhiv.biometric.known.Known;
import io.bhiv.biometric.known.Place;
import io.bhiv.biometric.known.PublishedVersion;
import io.bhiv.biometric.normalise.KnownState;
import io.bhiv.biometric.normalise.KnownState.Connections;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Link;
import io.bhiv.biometric.normalise.Normaliser;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.status.DeliveryState;
import io.bhiv.biometric.status.DeliveryState.Made;
import io.bhiv.biometric.trigger.Triggers;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says what a delivery makes, by reading it once more with nothing published and nothing stored: the pure steps give the same ids each
 * time, so none of it needs to be kept. What it took back of an earlier version is not shown: that depends on what was known then.
 */
@ApplicationScoped
public class Reprocessing {

    /** A larger body is not read for a look: a few people who look must not take the memory of intake. */
    private static final long LARGEST = 1 << 20;

    private static final int EVENTS = 20;

    private final DeliveryClaims claims;
    private final Known known;
    private final Normaliser normaliser;
    private final Triggers triggers;
    private final ByteBudget budget;

    Reprocessing(DeliveryClaims claims, Known known, Normaliser normaliser, Triggers triggers, ByteBudget budget) {
        this.claims = claims;
        this.known = known;
        this.normaliser = normaliser;
        this.triggers = triggers;
        this.budget = budget;
    }

    /** @param firing those of the events that may fire */
    private record Reprocessed(Set<ResourceKey> resources, List<BiometricEvent> events, List<BiometricEvent> firing) {

        static final Reprocessed NOTHING = new Reprocessed(Set.of(), List.of(), List.of());
    }

    /** The same with what its content makes. */
    public Uni<DeliveryState> withMade(DeliveryState state) {
        return reread(state)
                .chain(reread -> known.standing(reread.resources()).map(standing -> made(state, reread, standing)))
                .map(state::withMade);
    }

    /** What its events fired, with the explanations. */
    public Uni<List<HealthTrigger>> fired(DeliveryState state) {
        return reread(state)
                .chain(reread ->
                        known.standing(reread.resources()).map(standing -> fired(state, reread, own(state, standing))));
    }

    private Uni<Reprocessed> reread(DeliveryState state) {
        return switch (state.state()) {
            case "published", "outstanding" ->
                Uni.createFrom()
                        .deferred(() -> budget.tryTake(Math.min(state.bodyBytes(), LARGEST))
                                .map(room -> room.until(read(state)))
                                // Intake has the memory first.
                                .orElseGet(Reprocessing::nothing));
            // Nothing comes of it as it is now.
            default -> nothing();
        };
    }

    /** A look shows where a delivery stands also where our code fails on what it holds. */
    private Uni<Reprocessed> read(DeliveryState state) {
        return claims.read(state.eventId(), state.receivedAt(), LARGEST)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(delivery -> delivery.map(this::reread).orElseGet(Reprocessing::nothing))
                .onFailure(failure -> !StoreFailure.isTransient(failure))
                .recoverWithItem(failure -> {
                    Log.warnf(
                            "A delivery could not be read again for a look [delivery=%s cause=%s]",
                            state.eventId(), SafeFailure.describe(failure));
                    return Reprocessed.NOTHING;
                });
    }

    private static Uni<Reprocessed> nothing() {
        return Uni.createFrom().item(Reprocessed.NOTHING);
    }

    private Uni<Reprocessed> reread(Delivery delivery) {
        Reading reading = normaliser.read(delivery);
        return known.links(reading.users())
                .chain(found -> known.connections(reading.users())
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(connections -> reread(
                                delivery, reading, found.links(), new Connections(Set.of(), connections.takenOver()))));
    }

    private Reprocessed reread(
            Delivery delivery, Reading reading, Map<ProviderUser, Link> links, Connections connections) {
        List<BiometricEvent> events = normaliser
                .normalise(delivery, reading, new KnownState(links, Map.of(), connections))
                .events();
        // As in the pipeline: the past of a new connection fires nothing.
        boolean mayFire = triggers.arePublished() && !delivery.backfill();
        return new Reprocessed(normaliser.resources(List.of(reading), links), events, mayFire ? events : List.of());
    }

    /** As of when it was published, where that is known: a night that had waited for days by then fired nothing. */
    private List<HealthTrigger> fired(DeliveryState state, Reprocessed reread, Optional<PublishedVersion> own) {
        Instant readAt = own.map(PublishedVersion::publishedAt).orElse(state.receivedAt());
        return reread.firing().stream()
                .flatMap(event -> triggers.firedBy(event, readAt).stream())
                .toList();
    }

    private static Optional<PublishedVersion> own(DeliveryState state, List<PublishedVersion> standing) {
        return standing.stream()
                .filter(one -> one.delivery().equals(state.eventId()))
                .findFirst();
    }

    private @Nullable Made made(DeliveryState state, Reprocessed reread, List<PublishedVersion> standing) {
        if (reread.events().isEmpty()) {
            return null;
        }
        Optional<PublishedVersion> own = own(state, standing);
        return new Made(
                reread.events().size(),
                reread.events().stream().limit(EVENTS).map(Reprocessing::event).toList(),
                fired(state, reread, own).stream().map(Reprocessing::trigger).toList(),
                own.filter(one -> state.state().equals("published"))
                        .map(Reprocessing::published)
                        .orElse(null),
                own.isPresent() ? null : replacedBy(state, standing));
    }

    private static @Nullable UUID replacedBy(DeliveryState state, List<PublishedVersion> standing) {
        return standing.stream()
                .map(PublishedVersion::delivery)
                .filter(other -> !Objects.equals(other, state.eventId()))
                .findFirst()
                .orElse(null);
    }

    private static DeliveryState.Event event(BiometricEvent event) {
        return new DeliveryState.Event(
                event.eventId(), event.metric().wireName(), event.operation().name());
    }

    private static DeliveryState.Trigger trigger(HealthTrigger trigger) {
        return new DeliveryState.Trigger(
                trigger.triggerId(), trigger.rule(), trigger.severity().name());
    }

    private static DeliveryState.Published published(PublishedVersion standing) {
        Place place = standing.place();
        return new DeliveryState.Published(
                standing.publishedAt(),
                place == null ? null : place.partition(),
                place == null ? null : place.offset());
    }
}
