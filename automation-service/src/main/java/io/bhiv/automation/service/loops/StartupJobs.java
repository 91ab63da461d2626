package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** Records the start-up jobs, once per process, as soon as a job file is in force. */
@ApplicationScoped
class StartupJobs {

    private final AutomationConfig config;
    private final Ledger ledger;
    private final AutomationEngine engine;
    private final Reloader reloader;
    private final AtomicBoolean done = new AtomicBoolean();
    private final UUID process = UUID.randomUUID();

    StartupJobs(AutomationConfig config, Ledger ledger, AutomationEngine engine, Reloader reloader) {
        this.config = config;
        this.ledger = ledger;
        this.engine = engine;
        this.reloader = reloader;
    }

    Uni<Void> once() {
        if (!reloader.state().isGood() || !done.compareAndSet(false, true)) {
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
                // Retried at the next poll; what was recorded is the same occasion then, and not due twice.
                .onFailure()
                .invoke(() -> done.set(false));
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
