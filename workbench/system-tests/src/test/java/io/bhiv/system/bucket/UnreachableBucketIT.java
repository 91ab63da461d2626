package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.process.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One of two replicas runs and does not answer, or cannot work: it is frozen, or cut off from PostgreSQL without a closed
 * connection. The other one works, and everything that was acknowledged is processed once after the replica's return.
 * {@code -Dfault.bucket.unreachable=40} leaves it away for 40 s.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class UnreachableBucketIT {

    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("fault.bucket.unreachable", 3));

    /** As in the files of deploy. */
    private static final Duration PATIENCE_OF_A_PROBE = Duration.ofSeconds(3);

    /** A connection that is silent for this long is closed, and the pool opens another. */
    private static final Map<String, String> SHORT_SILENCE = Map.of(
            "BRIDGE_STORE_STATEMENT_TIMEOUT", "2S",
            "BRIDGE_STORE_LOCK_TIMEOUT", "1S",
            "BRIDGE_STORE_SILENCE_TIMEOUT", "4S");

    private final BucketStage stage = BucketStage.withOneBehindAProxy(SHORT_SILENCE);
    private final ServiceProcess away = stage.replicas().getFirst();

    @BeforeEach
    void empty() {
        stage.empty();
    }

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void frozenReplicaTakesNoLeaseAlongAndReturns() {
        stage.workThrough((senders, consumers) -> {
            away.freeze();
            stage.othersWork(senders, consumers);
            senders.letRun(AWAY);
            away.resume();
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A replica cut off from PostgreSQL answered its readiness after 5 s: probes saw a timeout and no reason",
            now = "It answers 503 and names PostgreSQL within 3 s, and is ready again when the network is back")
    void replicaThatIsCutOffFromPostgresRefusesAndReturns() {
        stage.workThrough((senders, consumers) -> {
            stage.proxy().fallSilent();
            stage.othersWork(senders, consumers);
            senders.letRun(AWAY);
            assertThat(away.answers("/q/health/live")).as("liveness").isEqualTo(200);
            long asked = System.nanoTime();
            assertThat(away.answers("/q/health/ready")).as("readiness").isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(PATIENCE_OF_A_PROBE);
            stage.proxy().forward();
            await().atMost(Duration.ofSeconds(30)).until(() -> away.answers("/api/v1/bucket/prana/status") == 200);
        });
    }
}
