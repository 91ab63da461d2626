package io.bhiv.core.deliver;

import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.core.plan.NextStep;
import io.bhiv.core.plan.RetryPolicy;
import io.bhiv.core.save.Bucket;
import io.bhiv.core.save.SaveOutcome;
import io.bhiv.core.send.CoreSender;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** One attempt of one delivery, from the call to what the table says afterwards. The same for first and later attempts. */
@ApplicationScoped
class Dispatch {

    private final CoreSender sender;
    private final Bucket bucket;
    private final DeliveryStore store;
    private final RetryPolicy policy;
    private final DeliveryWatch watch;

    Dispatch(CoreSender sender, Bucket bucket, DeliveryStore store, RetryPolicy policy, DeliveryWatch watch) {
        this.sender = sender;
        this.bucket = bucket;
        this.store = store;
        this.policy = policy;
        this.watch = watch;
    }

    /** Attempts, then settles. Fails only where the table cannot be written: the claim lapses and it is tried again. */
    Uni<DeliveryState> attempt(Delivery delivery) {
        Instant began = watch.now();
        return call(delivery).map(outcome -> next(delivery, outcome, began)).chain(step -> settle(delivery, step));
    }

    private Uni<AttemptOutcome> call(Delivery delivery) {
        return switch (delivery.destination()) {
            case CORE -> sender.attempt(delivery.id(), delivery.payload());
            case BUCKET -> bucket.save(nameOf(delivery), delivery.payload()).map(Dispatch::meaning);
        };
    }

    private static AttemptOutcome meaning(SaveOutcome saved) {
        return switch (saved) {
            case SaveOutcome.Saved(String path) -> new AttemptOutcome.Delivered(path);
            case SaveOutcome.BadName(String reason) -> new AttemptOutcome.Refused(reason);
            case SaveOutcome.DiskFull full -> new AttemptOutcome.Unavailable("the disk is full");
            case SaveOutcome.Failed(String reason) -> new AttemptOutcome.Unavailable(reason);
        };
    }

    private static String nameOf(Delivery delivery) {
        String name = delivery.filename();
        return name == null ? delivery.kind().word() + "-" + delivery.id() + ".json" : name;
    }

    private NextStep next(Delivery delivery, AttemptOutcome outcome, Instant began) {
        Duration elapsed = Duration.ofMillis(delivery.elapsedMs()).plus(Duration.between(began, watch.now()));
        return policy.after(
                outcome,
                delivery.attempts() + 1,
                elapsed,
                ThreadLocalRandom.current().nextDouble());
    }

    private Uni<DeliveryState> settle(Delivery delivery, NextStep step) {
        Uni<Void> written = switch (step) {
            case NextStep.Done(String proof) -> store.delivered(delivery.id(), proof);
            case NextStep.RetryIn(Duration pause, String reason) -> store.retry(delivery.id(), pause, reason);
            case NextStep.GiveUp(String reason) -> store.failed(delivery.id(), reason);
        };
        return written.map(done -> state(delivery, step)).invoke(state -> watch.tell(delivery, state));
    }

    private static DeliveryState state(Delivery delivery, NextStep step) {
        return switch (step) {
            case NextStep.Done(String proof) -> new DeliveryState.Delivered(delivery.id(), proof);
            case NextStep.RetryIn(Duration pause, String reason) -> new DeliveryState.Pending(delivery.id(), reason);
            case NextStep.GiveUp(String reason) -> new DeliveryState.Failed(delivery.id(), reason);
        };
    }
}
