package io.bhiv.automation.service.loops;

import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.OnStartup;
import io.bhiv.automation.engine.job.Trigger.OnStartup.Scope;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.reload.JobBoard;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.service.config.AutomationConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** Records the start-up jobs, once in the life of this process, as soon as there is a file to take them from. */
@ApplicationScoped
class Startups {

    private final AutomationConfig config;
    private final Ledger ledger;
    private final JobBoard board;
    private final Reloader reloader;
    private final AtomicBoolean done = new AtomicBoolean();
    private final UUID process = UUID.randomUUID();

    Startups(AutomationConfig config, Ledger ledger, JobBoard board, Reloader reloader) {
        this.config = config;
        this.ledger = ledger;
        this.board = board;
        this.reloader = reloader;
    }

    Uni<Void> once() {
        if (!reloader.state().isGood() || !done.compareAndSet(false, true)) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createFrom()
                .iterable(board.file().list())
                .filter(Job::enabled)
                .onItem()
                .transformToUniAndConcatenate(this::start)
                .collect()
                .last()
                .replaceWithVoid()
                // Tried again at the next look; what was recorded is the same occasion then, and not due twice.
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
