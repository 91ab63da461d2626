package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.PublishedRecords;
import java.time.Duration;
import java.util.Set;

/** What every fault test asserts at its end. */
public final class Verdict {

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

    private Verdict() {}

    /**
     * Waits until nothing is outstanding. Then everything acknowledged is in the journal and on Kafka, nothing was parked,
     * and what was sent twice carries the same event id.
     */
    static void everythingAcknowledgedIsOnKafka(FaultStage stage, ServiceProcess service, Callers callers) {
        assertThat(callers.breaches()).isEmpty();
        awaitDrained(service);
        assertThat(service.json("/api/v1/biometric/backlog").path("parked")).isEmpty();
        assertThat(journalled(stage)).containsAll(callers.acknowledged());
        PublishedRecords events = stage.published("biometric-events");
        assertThat(events.deliveryIds()).containsAll(callers.acknowledged());
        assertThat(events.underSeveralIds()).isEmpty();
        PublishedRecords triggers = stage.published("health-events");
        assertThat(triggers.all()).isNotEmpty();
        assertThat(triggers.underSeveralIds()).isEmpty();
        System.out.printf(
                "  acknowledged %d of %d, cut %d, answers %s; records %d, sent again under the same id %d%n",
                callers.acknowledged().size(),
                callers.begun(),
                callers.cut(),
                callers.statuses(),
                events.all().size() + triggers.all().size(),
                events.duplicates() + triggers.duplicates());
    }

    /** Every event id that the journal ever took. */
    public static Set<String> journalled(FaultStage stage) {
        return stage.column(
                "SELECT event_id FROM biometric.delivery_key JOIN biometric.delivery USING (event_id, received_at)");
    }

    /** Deliveries journalled and not yet through; more than any where that is not known. */
    public static long outstanding(ServiceProcess service) {
        return service.jsonInTime("/api/v1/biometric/backlog")
                .map(backlog -> backlog.path("outstanding"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .orElse(Long.MAX_VALUE);
    }

    /** The state of Kafka's breaker as readiness shows it. */
    static String breaker(ServiceProcess service) {
        for (JsonNode check : service.json("/q/health/ready").path("checks")) {
            if (check.path("name").asText().equals("kafka")) {
                return check.path("data").path("breaker").asText();
            }
        }
        return "unknown";
    }

    static void awaitDrained(ServiceProcess service) {
        await().atMost(DRAIN_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(outstanding(service)).isZero());
    }
}
