package io.bhiv.system.matrix;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.testing.SilentProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Two replicas of each service, one of which loses its way to PostgreSQL without any connection being closed, for
 * {@code -Dfault.matrix.cut=PT40S}: it says so, the other one goes on, and what the lost one had claimed is done once.
 */
@EnabledIfSystemProperty(named = "fault.matrix.cut", matches = "PT.+")
@Tag("faults")
class CutApartIT {

    private static final Duration CUT = Duration.parse(System.getProperty("fault.matrix.cut", "PT0S"));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @Test
    void theInvariantsHoldAfterOneOfTwoReplicasWasCutOff() throws IOException {
        AtomicReference<SilentProxy> proxy = new AtomicReference<>();
        WholeSystem.Settings through = (stage, place) -> Map.of(
                "BRIDGE_PG_PORT",
                Integer.toString(proxy.updateAndGet(opened ->
                                opened == null ? opened(stage.postgres().port()) : opened)
                        .port()));
        try (WholeSystem system = WholeSystem.atWork(SEED, List.of((stage, place) -> Map.of(), through));
                SilentProxy way = Objects.requireNonNull(proxy.get())) {
            way.fallSilent();
            Meanwhile.withoutPostgres(system.replicas(1));
            WholeSystem.letRun(CUT);
            Meanwhile.withoutPostgres(system.replicas(1));
            Meanwhile.ready(system.replicas(0));
            Meanwhile.alive(system.services());
            way.forward();

            Invariants.holdAfter("one of two replicas cut off for " + CUT.toSeconds() + " s", system, false);
        }
    }

    private static SilentProxy opened(int port) {
        try {
            return new SilentProxy(EmbeddedPostgresServer.HOST, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
