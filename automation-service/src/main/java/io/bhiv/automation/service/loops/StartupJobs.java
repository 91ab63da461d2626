package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.OnStartup;
import io.bhiv.automation.engine.job.Trigger.OnStartup.Scope;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.service.config.AutomationConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Records the start-up jobs, once per process, as soon as a job file is in force.
 *
 * <p>A turn that fails or is cut short is repeated from the first job on: what was recorded is the same occasion then, and not
 * due twice.
 */
@ApplicationScoped
class StartupJobs {

    private final AutomationConfig config;
    private final Ledger ledger;
    private final AutomationEngine engine;
    private final Reloader reloader;
    private final UUID process = UUID.randomUUID();
    private volatile boolean done;

    StartupJobs(AutomationConfig config, Ledger ledger, AutomationEngine engine, Reloader reloader) {
        this.config = config;
        this.ledger = ledger;
        this.engine = engine;
        this.reloader = reloader;
    }

    Uni<Void> once() {
        if (done || !reloader.state().isGood()) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createFrom()
                .iterable(engine.jobs().file().list())
                .filter(Job::enabled)
                .onItem()
                .transformToUniAndConcatenate(this::start)
                .collect()
                .last()
                .replaceWithVoid()
                .invoke(() -> done = true);
    }

    private Uni<?> start(Job job) {
        if (!(job.trigger() instanceof OnStartup(Scope scope))) {
            return Uni.createFrom().nullItem();
        }
        Occasion occasion = switch (scope) {
            case PROCESS -> Occasion.of(Occasion.Kind.STARTUP, "process:" + process);
            case DEPLOYMENT ->
                Occasion.of(
                        Occasion.Kind.STARTUP,
                        "deployment:"
                                + config.deployment().orElse(reloader.state().hash()));
        };
        return ledger.now().chain(now -> ledger.recordOccasion(Occurrence.due(job.name(), now, occasion)));
    }
}
