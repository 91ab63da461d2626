package io.bhiv.automation.service.loops;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.service.config.AutomationConfig;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * On a stop: starts no more runs and lets the running ones end. Those that are not done by then are handed back to the other
 * replicas, if that repeats no call that may have arrived; the others are cancelled, so that the ledger records how they ended.
 * Only a process that dies leaves runs that end as unknown.
 */
@ApplicationScoped
class GracefulStop {

    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final AutomationEngine engine;
    private final Duration grace;

    GracefulStop(AutomationEngine engine, AutomationConfig config) {
        this.engine = engine;
        this.grace = config.stopGrace();
    }

    /** Before the background loops stop: leases are renewed meanwhile. */
    void stop(@Observes @Priority(1) ShutdownEvent stopping) {
        InFlight inFlight = engine.inFlight();
        inFlight.close();
        long end = System.nanoTime() + grace.toNanos();
        try {
            // Before the runs: until the turn under way has ended, it may add to them.
            boolean turned = engine.pipeline().awaitTurn(grace);
            if (!inFlight.awaitEmpty(Duration.ofNanos(end - System.nanoTime())) || !turned) {
                engine.runner().handBackOrCancelAll("the service was stopped");
                if (!inFlight.awaitEmpty(CLOSING)) {
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
