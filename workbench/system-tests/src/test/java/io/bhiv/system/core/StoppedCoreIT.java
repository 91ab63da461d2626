package io.bhiv.system.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.HangingServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * SIGTERM of a core bridge whose calls to BHIV Core are under way: those that end are written down, the others are free for
 * another replica at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class StoppedCoreIT {

    private static final int DELIVERIES = 5;

    /** What the stop gives calls to end, and the rest of the stop. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(12);

    private static final Duration CALLED_WITHIN = Duration.ofSeconds(20);

    private final FaultStage stage = FaultStage.open();

    @BeforeEach
    void forgetDeliveries() {
        if (!stage.column("SELECT 'there' WHERE to_regclass('core.delivery') IS NOT NULL")
                .isEmpty()) {
            stage.empty("core.delivery");
        }
    }

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A call to BHIV Core that was under way when the core bridge was stopped was cut off, and made again when its claim had ended",
            now = "The stop waits for it and writes down how it ended")
    void aCallThatEndsDuringTheStopIsWrittenDown() throws Exception {
        try (HangingServer bhivCore = new HangingServer(new byte[0])) {
            ServiceProcess core = started(bhivCore);
            send(core);
            await().atMost(CALLED_WITHIN).until(() -> bhivCore.requests().size() == 1);

            core.handle().destroy();
            await().atMost(STOPPED_WITHIN).until(() -> core.answers("/q/health/ready") != 200);
            bhivCore.answerAll();

            assertThat(core.handle().onExit().get(20, TimeUnit.SECONDS).isAlive())
                    .isFalse();
            assertThat(stage.column("SELECT state || ' ' || attempts FROM core.delivery"))
                    .containsExactly("delivered 1");
            assertThat(core.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Deliveries that a stopped core bridge held waited for the end of their claims, half a minute or more",
            now = "They are due at once, and another replica makes the calls under the same keys")
    void whatDoesNotEndIsFreeForAnotherReplicaAtOnce() throws IOException {
        try (HangingServer bhivCore = new HangingServer(new byte[0])) {
            ServiceProcess core = started(bhivCore);
            for (int i = 0; i < DELIVERIES; i++) {
                send(core);
            }
            await().atMost(CALLED_WITHIN).until(() -> bhivCore.requests().size() == DELIVERIES);

            long began = System.nanoTime();
            core.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPPED_WITHIN);
            assertThat(stage.column("SELECT state || ' ' || attempts || ' ' || (due_at <= now()) FROM core.delivery"))
                    .containsExactly("pending 0 true");
            assertThat(core.log()).doesNotContain(" ERROR ");

            bhivCore.answerAll();
            ServiceProcess other = started(bhivCore);
            await().atMost(CALLED_WITHIN)
                    .untilAsserted(() -> assertThat(stage.column("SELECT state FROM core.delivery"))
                            .containsExactly("delivered"));
            other.stop();
            assertThat(keys(bhivCore)).hasSize(2 * DELIVERIES);
            assertThat(keys(bhivCore).stream().distinct()).hasSize(DELIVERIES);
        }
    }

    private ServiceProcess started(HangingServer bhivCore) {
        return stage.started(
                Place.CORE,
                Map.of(
                        "BHIV_CORE_URL",
                        bhivCore.address() + "/bhiv/core",
                        "BRIDGE_CORE_SEND_ATTEMPT_TIMEOUT",
                        "60S",
                        "BRIDGE_CORE_DELIVERY_ANSWER_WITHIN",
                        "100ms"));
    }

    private static List<String> keys(HangingServer bhivCore) {
        return bhivCore.requests().stream()
                .map(headers -> headers.getFirst("Idempotency-Key"))
                .toList();
    }

    /** Committed, and its call begun. */
    private static void send(ServiceProcess core) throws IOException {
        Answer answer = Answer.to(HttpRequest.newBuilder(core.uri("/connectors/core/send"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"score\":87}"))
                .build());
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }
}
