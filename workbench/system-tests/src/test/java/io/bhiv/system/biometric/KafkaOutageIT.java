package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kafka away for {@code -Dfault.kafka.down} (ISO 8601, 10 s by default) under load: intake must not notice. */
@Tag("timing")
@Tag("faults")
class KafkaOutageIT {

    private static final Duration DOWN = Duration.parse(System.getProperty("fault.kafka.down", "PT10S"));
    private static final Duration BEFORE = Duration.ofSeconds(6);
    private static final double RSS_LIMIT_MIB = 600;

    @Test
    void intakeGoesOnAndTheBacklogDrainsWhenKafkaReturns() {
        try (FaultStage stage = FaultStage.open()) {
            ServiceProcess service = stage.started(
                    Place.BIOMETRIC,
                    Map.of(
                            "BRIDGE_KAFKA_REQUEST_TIMEOUT", "2S",
                            "BRIDGE_KAFKA_DELIVERY_TIMEOUT", "4S",
                            "BRIDGE_KAFKA_BREAKER_OPEN_FOR", "3S",
                            "BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "2S",
                            "BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "6S"));
            Callers callers = Webhooks.callers(service, 16, Duration.ofMillis(40), 1);
            try (callers;
                    RssProbe memory = RssProbe.watching(service.handle())) {
                // The first requests meet a cold JVM; they are no measure of anything.
                awaitAcknowledged(callers, 1_000);
                long began = System.nanoTime();
                awaitPassed(began, BEFORE);
                long down = System.nanoTime();
                stage.kafka().stop();

                await().atMost(DOWN).untilAsserted(() -> {
                    assertThat(Verdict.breaker(service)).isEqualTo("open");
                    assertThat(Verdict.outstanding(service)).isPositive();
                });
                awaitPassed(down, DOWN);
                assertThat(service.answers("/q/health/ready")).isEqualTo(200);
                assertThat(service.answers("/q/health/live")).isEqualTo(200);
                long backlog = Verdict.outstanding(service);
                long up = System.nanoTime();
                stage.kafka().start();

                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(Verdict.breaker(service)).isEqualTo("closed"));
                Duration p99Before = callers.p99(began, down);
                Duration p99During = callers.p99(down, up);
                System.out.printf(
                        "Kafka away for %s: backlog %d, p99 %d ms before and %d ms meanwhile, RSS %.0f MiB%n",
                        DOWN, backlog, p99Before.toMillis(), p99During.toMillis(), memory.peakMib());
                assertThat(backlog).isGreaterThan(100);
                assertThat(p99During).isLessThan(p99Before.multipliedBy(3).plus(Duration.ofMillis(150)));
                assertThat(memory.peakMib()).isLessThan(RSS_LIMIT_MIB);
            }

            assertThat(callers.statuses()).containsOnlyKeys(202);
            assertThat(callers.cut()).isZero();
            Verdict.everythingAcknowledgedIsOnKafka(stage, service, callers);
        }
    }

    private static void awaitAcknowledged(Callers callers, int many) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> callers.acknowledged().size() >= many);
    }

    private static void awaitPassed(long since, Duration time) {
        await().atMost(time.plusSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() - since >= time.toNanos());
    }
}
