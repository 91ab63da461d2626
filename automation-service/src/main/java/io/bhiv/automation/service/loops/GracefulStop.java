package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.lease.InFlight;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * On a stop: starts no more runs, lets the running ones end, and cancels them after a while, so that the ledger records how
 * they ended. Only a process that dies leaves runs that end as unknown.
 */
@ApplicationScoped
class GracefulStop {

    private static final Duration FINISHING = Duration.ofSeconds(3);
    private static final Duration CANCELLING = Duration.ofSeconds(3);

    private final AutomationEngine engine;

    GracefulStop(AutomationEngine engine) {
        this.engine = engine;
    }

    void stop(@Observes ShutdownEvent stopping) {
        InFlight inFlight = engine.inFlight();
        inFlight.close();
        try {
            if (!inFlight.awaitEmpty(FINISHING)) {
                engine.runner().running().forEach(key -> engine.runner().cancel(key, "the service was stopped"));
                if (!inFlight.awaitEmpty(CANCELLING)) {
                    Log.warnf(
                            "Runs left to their leases [runs=%d]",
                            inFlight.claims().size());
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
