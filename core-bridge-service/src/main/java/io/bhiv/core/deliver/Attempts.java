package io.bhiv.core.deliver;

import io.bhiv.core.lines.CoreLines;
import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.core.plan.NextStep;
import io.bhiv.core.plan.RetryRules;
import io.bhiv.core.send.DestinationConfig;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.lines.JsonLine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** One attempt of one delivery, from the call to the row in the table afterwards. The same for first and later attempts. */
@ApplicationScoped
class Attempts {

    private final Deliveries.Destinations destinations;
    private final DeliveryStore store;
    private final RetryRules rules;
    private final CoreLines lines;
    private final DeliveryCounters counters;
    private final Clock clock;

    Attempts(
            Deliveries.Destinations destinations,
            DeliveryStore store,
            DestinationConfig config,
            CoreLines lines,
            DeliveryCounters counters,
            Clock clock) {
        this.destinations = destinations;
        this.store = store;
        this.rules = RetryRules.of(config.attempts(), config.firstPause(), config.jitter(), config.totalLimit());
        this.lines = lines;
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * Attempts, then settles. Fails only where the table cannot be written: the claim lapses and it is attempted again.
     *
     * @param ended called when the call has ended, before the table is written
     */
    Uni<DeliveryState> attempt(Delivery delivery, Runnable ended) {
        Instant began = clock.instant();
        return destinations
                .attempt(delivery)
                .onTermination()
                .invoke(ended)
                .map(outcome -> next(delivery, outcome, began))
                .chain(step -> settle(delivery, step));
    }

    private NextStep next(Delivery delivery, AttemptOutcome outcome, Instant began) {
        Duration elapsed = Duration.ofMillis(delivery.elapsedMs()).plus(Duration.between(began, clock.instant()));
        return rules.after(
                outcome,
                delivery.attempts() + 1,
                elapsed,
                ThreadLocalRandom.current().nextDouble());
    }

    private Uni<DeliveryState> settle(Delivery delivery, NextStep step) {
        IntakeCounters<?, ?> counted = counters.of(delivery.destination());
        Uni<Void> written = switch (step) {
            case NextStep.Done(String proof) ->
                store.delivered(delivery.id(), proof)
                        .invoke(first -> counted.published(first ? 1 : 0))
                        .replaceWithVoid();
            case NextStep.RetryIn(Duration pause, String reason) -> store.retry(delivery.id(), pause, reason);
            case NextStep.Postpone(Duration pause, String reason) -> store.postpone(delivery.id(), pause, reason);
            case NextStep.GiveUp(String reason) ->
                store.failed(delivery.id(), reason)
                        .invoke(first -> counted.dead(first ? 1 : 0))
                        .replaceWithVoid();
        };
        return written.map(done -> state(delivery, step)).invoke(state -> log(delivery, step, state));
    }

    private static DeliveryState state(Delivery delivery, NextStep step) {
        return switch (step) {
            case NextStep.Done(String proof) -> new DeliveryState.Delivered(delivery.id(), proof);
            case NextStep.RetryIn(Duration pause, String reason) -> new DeliveryState.Pending(delivery.id(), reason);
            case NextStep.Postpone(Duration pause, String reason) -> new DeliveryState.Pending(delivery.id(), reason);
            case NextStep.GiveUp(String reason) -> new DeliveryState.Failed(delivery.id(), reason);
        };
    }

    private void log(Delivery delivery, NextStep step, DeliveryState state) {
        if (step instanceof NextStep.Postpone) {
            return; // No call was made.
        }
        JsonLine line = JsonLine.of("delivery")
                .with("delivery_id", delivery.id())
                .with("kind", delivery.kind().wireName())
                .with("destination", delivery.destination().wireName())
                .with("attempt", delivery.attempts() + 1)
                .with("outcome", state.wireName());
        lines.flow(state instanceof DeliveryState.Delivered ? line : line.with("reason", state.detail()));
    }
}
