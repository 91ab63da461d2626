package io.bhiv.system.matrix;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * PostgreSQL, Kafka and Redis away from all services at once, for {@code -Dfault.matrix.down=PT60S}. Shorter outages of one service at a time
 * are in the suite, in its own package.
 */
@EnabledIfSystemProperty(named = "fault.matrix.down", matches = "PT.+")
@Tag("faults")
class BackendAwayIT {

    private static final Duration DOWN = Duration.parse(System.getProperty("fault.matrix.down", "PT0S"));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());
    private static final String FOR = " for " + DOWN.toSeconds() + " s";

    @Test
    void theInvariantsHoldAfterAnOutageOfPostgres() throws IOException {
        try (WholeSystem system = WholeSystem.atWork(SEED)) {
            system.stage().postgres().stop();
            Meanwhile.withoutPostgres(system.services());
            WholeSystem.letRun(DOWN);
            Meanwhile.withoutPostgres(system.services());
            Meanwhile.alive(system.services());
            system.stage().postgres().start();

            Invariants.holdAfter("PostgreSQL away" + FOR, system, false);
        }
    }

    @Test
    void theInvariantsHoldAfterAnOutageOfKafka() throws IOException {
        try (WholeSystem system = WholeSystem.atWork(SEED)) {
            system.stage().kafka().stop();
            Meanwhile.withoutKafka(system.services());
            WholeSystem.letRun(DOWN);
            system.awaitProgress();
            Meanwhile.withoutKafka(system.services());
            Meanwhile.alive(system.services());
            system.stage().kafka().start();

            Invariants.holdAfter("Kafka away" + FOR, system, false);
        }
    }

    @Test
    void theInvariantsHoldAfterAnOutageOfRedis() throws IOException {
        try (WholeSystem system = WholeSystem.atWork(SEED)) {
            ServiceProcess bucket = system.service(Place.BUCKET);
            Meanwhile.redisConnected(bucket, true);
            system.stage().redis().stop();
            Meanwhile.redisConnected(bucket, false);
            WholeSystem.letRun(DOWN);
            system.awaitProgress();
            Meanwhile.ready(system.services());
            system.stage().redis().start();
            Meanwhile.redisConnected(bucket, true);

            Invariants.holdAfter("Redis away" + FOR, system, false);
        }
    }
}
