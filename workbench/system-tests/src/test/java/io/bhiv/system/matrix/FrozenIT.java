package io.bhiv.system.matrix;

import io.bhiv.stage.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code SIGSTOP} of each service in turn: its connections stay open, its leases and sessions expire, and then it goes on as if nothing
 * had happened. {@code -Dfault.matrix.frozen=PT40S} makes it long.
 */
@Tag("faults")
class FrozenIT {

    private static final Duration FROZEN = Duration.parse(System.getProperty("fault.matrix.frozen", "PT3S"));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @Test
    void theInvariantsHoldAfterEachServiceWasFrozen() throws IOException {
        try (WholeSystem system = WholeSystem.atWork(SEED)) {
            for (ServiceProcess service : system.services()) {
                service.freeze();
                WholeSystem.letRun(FROZEN);
                Meanwhile.ready(system.servicesBut(service));
                service.resume();
            }

            Invariants.holdAfter("each frozen for " + FROZEN.toSeconds() + " s", system, true);
        }
    }
}
