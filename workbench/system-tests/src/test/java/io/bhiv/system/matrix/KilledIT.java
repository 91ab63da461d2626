package io.bhiv.system.matrix;

import io.bhiv.stage.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code kill -9} of each service at random instants. Kills of one service at a time are in the suite, in its own package; here
 * {@code -Dfault.matrix.kills=20} kills each of the four so often, and {@code -Dfault.seed=…} repeats the instants.
 */
@EnabledIfSystemProperty(named = "fault.matrix.kills", matches = "\\d+")
@Tag("faults")
class KilledIT {

    private static final int KILLS = Integer.getInteger("fault.matrix.kills", 0);
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @Test
    void theInvariantsHoldAfterKillsOfEveryService() throws IOException {
        System.out.println("Killing each service " + KILLS + " times [fault.seed=" + SEED + "]");
        Random random = new Random(SEED);
        try (WholeSystem system = WholeSystem.atWork(SEED)) {
            for (int kill = 0; kill < KILLS; kill++) {
                for (ServiceProcess service : system.services()) {
                    WholeSystem.letRun(Duration.ofMillis(random.nextInt(1_000)));
                    service.kill();
                    Meanwhile.ready(system.servicesBut(service));
                    service.start();
                }
            }
            system.watch();
            Invariants.holdAfter(KILLS + " kills of each", system, false);
        }
    }
}
