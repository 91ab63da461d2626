package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.process.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of one of two replicas at random instants, with packets coming in and going out at both.
 * {@code -Dfault.bucket.kills=20} kills more often, {@code -Dfault.seed=…} repeats the instants of an earlier run.
 */
@Tag("faults")
class KilledBucketIT {

    private static final int KILLS = Integer.getInteger("fault.bucket.kills", 3);
    private static final Duration PAUSE = Duration.ofMillis(Integer.getInteger("fault.pause", 25));
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    @Test
    void whatWasAcknowledgedBeforeAKillIsProcessedOnceAfterIt() {
        System.out.println("Killing replicas of the bucket " + KILLS + " times [fault.seed=" + SEED + "]");
        Random random = new Random(SEED);
        try (BucketStage stage = BucketStage.open(Map.of())) {
            Senders senders = Senders.at(stage.replicas(), 8, PAUSE, SEED);
            Consumers consumers = Consumers.at(stage.replicas(), 3, 2);
            try (consumers) {
                try (senders) {
                    for (int kill = 0; kill < KILLS; kill++) {
                        senders.letRun(Duration.ofMillis(random.nextInt(2_000)));
                        ServiceProcess killed =
                                stage.replicas().get(kill % stage.replicas().size());
                        killed.kill();
                        stage.othersWork(senders, consumers);
                        killed.start();
                        stage.everyStatusIsUpToDate(senders, consumers);
                    }
                }
                stage.awaitEmptyQueue();
            }

            assertThat(senders.cut()).isPositive();
            stage.everythingAcknowledgedIsProcessedOnce(senders, consumers);
        }
    }
}
