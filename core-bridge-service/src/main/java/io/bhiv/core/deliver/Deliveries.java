package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Commits deliveries, attempts each at once where its destination has room, and attempts later what is due.
 *
 * <p>Guarantee: once {@link #submit} has an item, the deliveries are durable and each ends delivered or failed, whatever happens to
 * this process. Every destination has a gate and a loop of its own, so one that hangs never delays the other.
 */
@ApplicationScoped
public class Deliveries {

    /** What is called. */
    public interface Destinations {

        /** How many calls may start now. */
        Gate gate(Destination destination);

        /** One call. Never fails: every ending is an outcome. */
        Uni<AttemptOutcome> attempt(Delivery delivery);
    }

    /**
     * Whether a destination may be called.
     *
     * @param room calls that may start now
     * @param closedBecause why none may, where there is no room
     */
    public record Gate(int room, String closedBecause) {}

    private static final int CLAIM = 32;

    private final DeliveryStore store;
    private final Attempts attempts;
    private final Destinations destinations;
    private final DeliveryConfig config;
    private final DeliveryCounters counters;

    Deliveries(
            DeliveryStore store,
            Attempts attempts,
            Destinations destinations,
            DeliveryConfig config,
            DeliveryCounters counters) {
        this.store = store;
        this.attempts = attempts;
        this.destinations = destinations;
        this.config = config;
        this.counters = counters;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        LoopSettings settings = new LoopSettings(Duration.ofMillis(250), Duration.ofSeconds(10));
        for (Destination destination : Destination.values()) {
            loops.start(destination.wireName() + "-deliveries", settings, () -> attemptDue(destination));
        }
    }

    /** Commits a payload for these destinations, all or none, and waits a moment for the first attempts. */
    public Uni<Submitted> submit(Kind kind, byte[] payload, @Nullable String key, List<Destination> to) {
        to.forEach(destination -> counters.of(destination).received(1));
        UUID call = UUID.randomUUID();
        List<Delivery> deliveries = to.stream()
                .map(destination -> Delivery.fresh(DeliveryIds.of(call, destination), kind, destination, payload))
                .toList();
        List<Gate> gates = to.stream().map(destinations::gate).toList();
        List<Boolean> atOnce = gates.stream().map(gate -> gate.room() > 0).toList();
        if (key == null) {
            return store.insert(deliveries, atOnce).chain(() -> committed(deliveries, gates));
        }
        IdempotencyKey used = IdempotencyKey.of(kind.wireName() + "\n" + key, payload);
        return store.insert(call, used, deliveries, atOnce)
                .chain(fresh -> fresh ? committed(deliveries, gates) : earlier(used, to));
    }

    private Uni<Submitted> committed(List<Delivery> deliveries, List<Gate> gates) {
        deliveries.forEach(one -> counters.of(one.destination()).stored(1));
        return firstAttempts(deliveries, gates);
    }

    private Uni<Submitted> earlier(IdempotencyKey used, List<Destination> to) {
        return store.firstCall(used)
                .chain(first -> first.map(call -> to.stream()
                                .map(destination -> DeliveryIds.of(call, destination))
                                .toList())
                        .map(ids -> store.states(ids).<Submitted>map(states -> new Submitted.Committed(states, true)))
                        .orElseGet(() -> Uni.createFrom().item(new Submitted.Conflict())))
                .invoke(submitted -> to.forEach(destination -> count(submitted, destination)));
    }

    private void count(Submitted submitted, Destination destination) {
        switch (submitted) {
            case Submitted.Committed earlier -> counters.of(destination).duplicate(1);
            case Submitted.Conflict conflict -> counters.of(destination).refused(DeliveryCounters.Refusal.CONFLICT, 1);
        }
    }

    public Uni<Optional<DeliveryTrace>> find(UUID id) {
        return store.find(id);
    }

    private Uni<Submitted> firstAttempts(List<Delivery> deliveries, List<Gate> gates) {
        List<Uni<DeliveryState>> states = new ArrayList<>(deliveries.size());
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            Gate gate = gates.get(i);
            states.add(
                    gate.room() > 0
                            ? firstAttempt(delivery)
                            : Uni.createFrom().item(new DeliveryState.Pending(delivery.id(), gate.closedBecause())));
        }
        return Uni.join().all(states).andFailFast().map(all -> new Submitted.Committed(all, false));
    }

    /** The attempt continues when the caller no longer waits for it. */
    private Uni<DeliveryState> firstAttempt(Delivery delivery) {
        return attempts.attempt(delivery)
                .memoize()
                .indefinitely()
                .ifNoItem()
                .after(config.answerWithin())
                .recoverWithItem(new DeliveryState.Pending(delivery.id(), "the first attempt is under way"))
                .onFailure()
                .recoverWithItem(new DeliveryState.Pending(delivery.id(), "committed; it will be attempted again"));
    }

    /** Starts what is due and does not wait for it: the gate, not this turn, bounds how many are under way. */
    private Uni<Step> attemptDue(Destination destination) {
        int room = Math.min(CLAIM, destinations.gate(destination).room());
        if (room == 0) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return store.claim(destination, room).map(due -> {
            due.forEach(this::start);
            return due.size() == room ? Step.MORE : Step.IDLE;
        });
    }

    /** Fails only where the table cannot be written: then the claim lapses and the delivery is attempted again. */
    private void start(Delivery delivery) {
        attempts.attempt(delivery)
                .subscribe()
                .with(
                        done -> {},
                        failure -> Log.debugf(
                                failure,
                                "Result of a delivery not stored, it is retried when its claim expires [delivery=%s]",
                                delivery.id()));
    }
}
