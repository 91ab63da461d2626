package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationPipeline;
import io.bhiv.automation.engine.lease.Leases;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.postgres.Retention;
import io.bhiv.automation.service.watch.MetricWatch;
import io.bhiv.automation.service.watch.RecordWatch;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** What goes on by itself: turns of the pipeline, leases, the job file, the ledger's days. */
@ApplicationScoped
class AutomationLoops {

    private static final Duration STEP = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAYS = Duration.ofMinutes(30);

    private final AutomationConfig config;
    private final AutomationPipeline pipeline;
    private final Leases leases;
    private final Reloader reloader;
    private final Startups startups;

    AutomationLoops(
            AutomationConfig config, AutomationPipeline pipeline, Leases leases, Reloader reloader, Startups startups) {
        this.config = config;
        this.pipeline = pipeline;
        this.leases = leases;
        this.reloader = reloader;
        this.startups = startups;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops, Pool pool) {
        Retention retention = new Retention(pool, config.retentionDays());
        loops.start(
                "automation-days",
                new LoopSettings(DAYS, Duration.ofMinutes(5)),
                () -> retention.turn().replaceWith(Step.IDLE));
        loops.start(
                "automation-config",
                new LoopSettings(config.configInterval(), STEP),
                () -> reloader.look().call(startups::once).replaceWith(Step.IDLE));
        loops.start("automation-turns", new LoopSettings(config.turn(), STEP), this::turn);
        Duration third = config.lease().dividedBy(3);
        loops.start(
                "automation-leases",
                new LoopSettings(shorter(third, SECOND), STEP),
                () -> leases.renew().replaceWith(Step.IDLE));
        loops.start(
                "automation-takeover",
                new LoopSettings(third, STEP),
                () -> leases.takeOver().map(found -> found > 0 ? Step.MORE : Step.IDLE));
    }

    void watch(@Observes StartupEvent started, BackgroundLoops loops, MetricWatch metrics, RecordWatch records) {
        loops.start(
                "automation-metrics",
                new LoopSettings(SECOND, STEP),
                () -> metrics.look().replaceWith(Step.IDLE));
        loops.start(
                "automation-records",
                new LoopSettings(SECOND, STEP),
                () -> records.look().map(read -> read > 0 ? Step.MORE : Step.IDLE));
    }

    private Uni<Step> turn() {
        return pipeline.turn().map(turn -> turn.more() && turn.busy() ? Step.MORE : Step.IDLE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
