package io.bhiv.core.deliver;

import io.bhiv.core.plan.RetryPolicy;
import io.bhiv.core.send.DestinationConfig;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The loops behind deliveries: what is due is attempted, what failed is written to the file, old successes are forgotten. */
@ApplicationScoped
class DeliveryLoops {

    private static final int AT_ONCE = 32;

    private final DeliveryStore store;
    private final Dispatch dispatch;
    private final DeliveryConfig config;

    DeliveryLoops(DeliveryStore store, Dispatch dispatch, DeliveryConfig config) {
        this.store = store;
        this.dispatch = dispatch;
        this.config = config;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loops.start(
                "core-deliveries", new LoopSettings(Duration.ofMillis(250), Duration.ofSeconds(40)), this::attemptDue);
        loops.start(
                "core-forget-delivered",
                new LoopSettings(Duration.ofMinutes(10), Duration.ofSeconds(60)),
                () -> store.forgetDelivered(config.remember())
                        .map(forgotten -> forgotten == 0 ? Step.IDLE : Step.MORE));
    }

    @Produces
    @Singleton
    static RetryPolicy policy(DestinationConfig config) {
        return new RetryPolicy(config.attempts(), config.firstPause(), config.jitter(), config.totalLimit());
    }

    private Uni<Step> attemptDue() {
        return store.claim(AT_ONCE)
                .chain(due -> due.isEmpty() ? Uni.createFrom().item(Step.IDLE) : attempt(due));
    }

    private Uni<Step> attempt(List<Delivery> due) {
        return Uni.join()
                .all(due.stream().map(dispatch::attempt).toList())
                .andCollectFailures()
                .replaceWith(due.size() == AT_ONCE ? Step.MORE : Step.IDLE);
    }
}
