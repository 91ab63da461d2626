package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.InFlightWork;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits deliveries, attempts each at once where its destination has room, and attempts later what is due.
 *
 * <p>Guarantee: once {@link #submit} has an item, the deliveries are durable and each ends delivered or failed, whatever happens to
 * this process. Every destination has a gate and a loop of its own, so one that hangs never delays the other. When the service
 * stops, the calls under way may end, and what has not ended by then is due at once for other replicas.
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

    /** As long as requests have to end; most calls to BHIV Core have ended by then, by their own limit at the latest. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private static final Duration RELEASING = Duration.ofSeconds(1);
    private static final String STOPPING = "committed; another process attempts it, this one stops";

    private final DeliveryStore store;
    private final Attempts attempts;
    private final Destinations destinations;
    private final DeliveryConfig config;
    private final DeliveryCounters counters;

    /** Commits and claims with what follows from them, and attempts. */
    private final InFlightWork underWay = new InFlightWork();

    /** Claimed by this process, and how their call ended is not known yet. */
    private final Set<Delivery> held = ConcurrentHashMap.newKeySet();

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

    /** A call that has not ended may have arrived: it is made again under the same id, as after a crash. */
    void end(@Observes ShutdownEvent stopping) {
        if (underWay.awaitEnd(LAST_CALLS) || held.isEmpty()) {
            return;
        }
        List<Delivery> left = List.copyOf(held);
        Log.infof("Deliveries left to other processes [deliveries=%d]", left.size());
        release(left)
                .subscribeAsCompletionStage()
                .completeOnTimeout(null, RELEASING.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Commits a payload for these destinations, all or none, and waits a moment for the first attempts. */
    public Uni<Submitted> submit(Kind kind, byte[] payload, @Nullable String key, List<Destination> to) {
        to.forEach(destination -> counters.of(destination).received(1));
        UUID call = UUID.randomUUID();
        List<Delivery> deliveries = to.stream()
                .map(destination -> Delivery.fresh(DeliveryIds.of(call, destination), kind, destination, payload))
                .toList();
        List<Gate> gates = to.stream().map(this::gate).toList();
        List<Boolean> atOnce = gates.stream().map(gate -> gate.room() > 0).toList();
        return underWay.count(() -> {
            if (key == null) {
                return store.insert(deliveries, atOnce).chain(() -> committed(deliveries, gates));
            }
            IdempotencyKey used = IdempotencyKey.of(kind.wireName() + "\n" + key, payload);
            return store.insert(call, used, deliveries, atOnce)
                    .chain(fresh -> fresh ? committed(deliveries, gates) : earlier(used, to));
        });
    }

    private Gate gate(Destination destination) {
        return underWay.isEnding() ? new Gate(0, STOPPING) : destinations.gate(destination);
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
        if (underWay.isEnding()) {
            return release(List.of(delivery)).replaceWith(() -> new DeliveryState.Pending(delivery.id(), STOPPING));
        }
        return attempt(delivery)
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
        int room = Math.min(CLAIM, gate(destination).room());
        if (room == 0) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return underWay.count(() -> store.claim(destination, room).chain(due -> {
            if (underWay.isEnding()) {
                return release(due).replaceWith(Step.IDLE);
            }
            due.forEach(this::start);
            return Uni.createFrom().item(due.size() == room ? Step.MORE : Step.IDLE);
        }));
    }

    /** Fails only where the table cannot be written: then the claim lapses and the delivery is attempted again. */
    private void start(Delivery delivery) {
        attempt(delivery)
                .subscribe()
                .with(
                        done -> {},
                        failure -> Log.debugf(
                                failure,
                                "Result of a delivery not stored, it is retried when its claim expires [delivery=%s]",
                                delivery.id()));
    }

    private Uni<DeliveryState> attempt(Delivery delivery) {
        return underWay.count(() -> {
            held.add(delivery);
            return attempts.attempt(delivery, () -> held.remove(delivery));
        });
    }

    /** Never fails: what cannot be released is due when its claim ends. */
    private Uni<Void> release(List<Delivery> claimed) {
        return store.release(claimed.stream().map(Delivery::id).toList())
                .onFailure()
                .invoke(failure -> Log.debugf(
                        "Claims not released, deliveries are due when they expire [deliveries=%d cause=%s]",
                        claimed.size(), StoreFailure.summary(failure)))
                .onFailure()
                .recoverWithNull();
    }
}
