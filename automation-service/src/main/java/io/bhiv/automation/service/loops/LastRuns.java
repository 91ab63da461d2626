package io.bhiv.automation.service.loops;

import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.run.Runner;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * A process that is told to end begins nothing more, lets its runs end, and after a while cancels them: whoever reads the
 * ledger then knows how they ended. Only a process that dies leaves runs that are unknown.
 */
@ApplicationScoped
class LastRuns {

    private static final Duration FINISHING = Duration.ofSeconds(3);
    private static final Duration CANCELLING = Duration.ofSeconds(3);

    private final InFlight inFlight;
    private final Runner runner;

    LastRuns(InFlight inFlight, Runner runner) {
        this.inFlight = inFlight;
        this.runner = runner;
    }

    void end(@Observes ShutdownEvent stopping) {
        inFlight.close();
        try {
            if (!inFlight.awaitEmpty(FINISHING)) {
                runner.running().forEach(key -> runner.cancel(key, "the service was stopped"));
                if (!inFlight.awaitEmpty(CANCELLING)) {
                    Log.warnf(
                            "Some runs are left to their leases [runs=%d]",
                            inFlight.claims().size());
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
