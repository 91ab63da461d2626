package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} at random instants under load. {@code -Dfault.kills=20} kills more often, {@code -Dfault.seed=…} repeats
 * the instants of an earlier run.
 */
@Tag("faults")
class KilledServiceIT {

    private static final int KILLS = Integer.getInteger("fault.kills", 5);
    private static final Duration PAUSE = Duration.ofMillis(Integer.getInteger("fault.pause", 60));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @Test
    void whatWasAcknowledgedBeforeAKillIsOnKafkaAfterIt() {
        System.out.println("Killing the service " + KILLS + " times [fault.seed=" + SEED + "]");
        Random random = new Random(SEED);
        try (FaultStage stage = FaultStage.open()) {
            ServiceProcess service = stage.started(
                    Place.BIOMETRIC,
                    Map.of(
                            "BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "2S",
                            "BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "4S"));
            Callers callers = Webhooks.callers(service, 24, PAUSE, SEED);
            try (callers) {
                for (int kill = 0; kill < KILLS; kill++) {
                    int before = callers.acknowledged().size();
                    callers.letRun(Duration.ofMillis(random.nextInt(2_000)));
                    service.kill();
                    service.start();
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> callers.acknowledged().size() > before);
                }
            }

            assertThat(callers.cut()).isPositive();
            Verdict.everythingAcknowledgedIsOnKafka(stage, service, callers);
        }
    }
}
