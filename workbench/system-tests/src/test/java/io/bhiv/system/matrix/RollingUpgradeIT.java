package io.bhiv.system.matrix;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A rolling upgrade under load, as an orchestrator does one: two replicas of each service behind a balancer that looks at readiness alone.
 *
 * <p>The first replica runs on the tables that the last migration but one leaves and does not migrate at its start, as in Kubernetes; the second one
 * migrates under load, and both go on side by side. Then each replica is ended with SIGTERM and restarted, one after the other. Both
 * replicas run the code of this build: of the pair of an older version and newer tables the statements are run by the {@code UpgradeIT} of
 * each service, letter by letter; here it is this code on older tables, and the migration of tables that are in use.
 *
 * <p>Everything acknowledged is stored, handed on and processed once; no request was refused or cut and nothing was sent twice; every
 * replica was not ready before it refused connections; no lease and no claim was left to its end; runs of jobs were handed over and not
 * run twice; and no log has an error or a stack trace.
 *
 * <p>In the suite the bucket alone, once around. {@code -Dfault.rolling.rounds=2} rolls all four services, so many times around.
 */
@Tag("faults")
class RollingUpgradeIT {

    private static final int ROUNDS = Integer.getInteger("fault.rolling.rounds", 0);
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @Test
    @Tag("timing")
    @FixedFault(
            area = Area.TRUTH,
            fault = "On SIGTERM a service refused connections while load balancers still saw it ready",
            now = "It is not ready for two seconds first, and answers everything meanwhile")
    void aRollingUpgradeUnderLoadLosesNothing() throws IOException {
        List<Place> places = ROUNDS == 0 ? List.of(Place.BUCKET) : Place.services();
        try (RollingSystem system = RollingSystem.onThePreviousSchema(places, SEED)) {
            system.migrate();
            for (int round = 0; round < Math.max(1, ROUNDS); round++) {
                places.forEach(system::restartEach);
            }
            List<String> rows = system.nothingWasLost("rolling upgrade, " + ROUNDS + " times around");
            if (ROUNDS > 0) {
                Invariants.write(rows);
            }
        }
    }
}
