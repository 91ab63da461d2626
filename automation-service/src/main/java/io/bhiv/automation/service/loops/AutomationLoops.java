package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.postgres.Retention;
import io.bhiv.automation.service.watch.MetricWatch;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** What runs in the background: turns of the pipeline, leases, the job file, the ledger's retention. */
@ApplicationScoped
class AutomationLoops {

    private static final Duration STEP = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAYS = Duration.ofMinutes(30);

    private final AutomationConfig config;
    private final AutomationEngine engine;
    private final Reloader reloader;
    private final StartupJobs startups;
    private final TurnSchedule turns;

    AutomationLoops(
            AutomationConfig config,
            AutomationEngine engine,
            Reloader reloader,
            StartupJobs startups,
            TurnSchedule turns) {
        this.config = config;
        this.engine = engine;
        this.reloader = reloader;
        this.startups = startups;
        this.turns = turns;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops, Housekeeping housekeeping, Pool pool) {
        HeldJobs held = new HeldJobs(engine.jobs(), System::nanoTime);
        Retention retention = new Retention(pool, config.retentionDays());
        housekeeping.start(
                "automation-days",
                new LoopSettings(DAYS, Duration.ofMinutes(5)),
                () -> retention.turn().replaceWith(Step.IDLE));
        loops.start(
                "automation-config",
                new LoopSettings(config.configInterval(), STEP),
                () -> reloader.poll()
                        .invoke(changed -> {
                            if (changed) {
                                turns.soon();
                            }
                        })
                        .call(startups::once)
                        // Last: without a database the file is followed all the same.
                        .call(held::whenDue)
                        .replaceWith(Step.IDLE));
        turns.begin(loops, engine.pipeline(), STEP);
        Duration third = config.lease().dividedBy(3);
        loops.start(
                "automation-leases",
                // After an outage of the ledger its holders renew well before their runs are taken over.
                new LoopSettings(shorter(third, SECOND), third, shorter(third, SECOND)),
                () -> engine.leases().renew().replaceWith(Step.IDLE));
        loops.start(
                "automation-takeover",
                new LoopSettings(third, STEP),
                () -> engine.leases().takeOver().map(found -> found > 0 ? Step.MORE : Step.IDLE));
    }

    void watch(@Observes StartupEvent started, BackgroundLoops loops, MetricWatch metrics) {
        loops.start(
                "automation-metrics",
                new LoopSettings(SECOND, STEP),
                () -> Uni.createFrom().item(Step.IDLE).invoke(metrics::poll));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
