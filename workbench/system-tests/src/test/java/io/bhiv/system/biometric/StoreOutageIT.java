package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** PostgreSQL away under load: 503 meanwhile, nothing promised that was not kept, and no restart needed afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class StoreOutageIT {

    private static final int REFUSALS = 100;

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(
            Place.BIOMETRIC,
            Map.of("BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "2S", "BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "4S"));
    private final long pid = service.handle().pid();

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void aStoppedStoreIsSurvivedWithoutARestart() {
        survives(one -> one.postgres().stop());
    }

    @Test
    void aCrashedStoreIsSurvivedWithoutARestart() {
        survives(one -> one.postgres().crash());
    }

    private void survives(Consumer<FaultStage> takeAway) {
        Callers callers = Webhooks.callers(service, 16, Duration.ofMillis(40), 2);
        try (callers) {
            for (int times = 1; times <= 2; times++) {
                awaitAcknowledgedMore(callers, 300);
                takeAway.accept(stage);
                int refusedBefore = refused(callers);
                await().atMost(Duration.ofSeconds(20)).until(() -> refused(callers) >= refusedBefore + REFUSALS);
                assertThat(service.answers("/q/health/live")).isEqualTo(200);
                assertThat(service.answers("/health")).isEqualTo(503);
                stage.postgres().start();
            }
            awaitAcknowledgedMore(callers, 300);
        }

        assertThat(callers.cut()).isZero();
        assertThat(callers.statuses().keySet()).isSubsetOf(200, 202, 503);
        assertThat(service.handle().pid()).isEqualTo(pid);
        Verdict.everythingAcknowledgedIsOnKafka(stage, service, callers);
    }

    private static void awaitAcknowledgedMore(Callers callers, int more) {
        int before = callers.acknowledged().size();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> callers.acknowledged().size() >= before + more);
    }

    private static int refused(Callers callers) {
        return callers.statuses().getOrDefault(503, 0);
    }
}
