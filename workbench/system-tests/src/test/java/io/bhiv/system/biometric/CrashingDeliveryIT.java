package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries in whose processing the process ends, again and again. */
@Tag("faults")
class CrashingDeliveryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(
            Place.BIOMETRIC,
            Map.of(
                    // Longer than the test holds its lock: what fails by a limit is released, and counts as not begun.
                    "BRIDGE_STORE_STATEMENT_TIMEOUT", "40S",
                    "BRIDGE_STORE_LOCK_TIMEOUT", "35S",
                    "BRIDGE_STORE_SILENCE_TIMEOUT", "50S",
                    "BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "2S",
                    "BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "10S"));

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "A delivery that ended the process was claimed again after each start, with up to 255 others beside it",
            now = "What was begun three times and never ended is taken alone, then parked as CRASHED; the others go on")
    void isTakenAloneAfterThreeTimesAndThenParked() throws IOException, SQLException {
        try (Connection reader = stage.postgres().dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            // The second half waits here, so that every kill meets it in the middle.
            statement.execute("LOCK TABLE biometric.link IN ACCESS EXCLUSIVE MODE");
            String one = accepted("one");
            String other = accepted("other");
            for (int times = 1; times <= 3; times++) {
                awaitBegun(times, 2);
                service.kill();
                service.start();
            }
            awaitBegun(4, 1);
            service.kill();
            reader.rollback();
            service.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.column("SELECT reason FROM biometric.parked"))
                            .containsExactly("CRASHED"));

            String parked = stage.column("SELECT event_id FROM biometric.parked")
                    .iterator()
                    .next();
            String innocent = parked.equals(one) ? other : one;
            awaitState(innocent, "published");
            assertThat(Set.of(one, other)).contains(parked);
        }
        awaitState(accepted("later"), "published");
        assertThat(stage.column("SELECT reason FROM biometric.parked")).containsExactly("CRASHED");
    }

    private String accepted(String user) throws IOException {
        Answer answer = Webhooks.send(Webhooks.night(user, 50), service);
        assertThat(answer.status()).isEqualTo(202);
        return answer.eventId();
    }

    private void awaitBegun(int times, int deliveries) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(
                                stage.column("SELECT event_id FROM biometric.outstanding WHERE begun >= " + times))
                        .hasSize(deliveries));
    }

    private void awaitState(String eventId, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.json("/api/v1/biometric/deliveries/" + eventId)
                                .path("state")
                                .asText())
                        .isEqualTo(state));
    }
}
