package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The question that every fault test ends with. */
final class Verdict {

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

    private Verdict() {}

    /**
     * Waits until nothing is outstanding. Then everything acknowledged is in the journal and on Kafka, nothing was set aside,
     * and whatever was sent twice carries the same event id.
     */
    static void everythingAcknowledgedIsOnKafka(Stage stage, ServiceProcess service, Callers callers) {
        assertThat(callers.breaches()).isEmpty();
        awaitDrained(service);
        assertThat(service.json("/api/v1/biometric/backlog").path("parked")).isEmpty();
        assertThat(stage.journalled()).containsAll(callers.acknowledged());
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

    static void awaitDrained(ServiceProcess service) {
        await().atMost(DRAIN_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(service.outstanding()).isZero());
    }
}
