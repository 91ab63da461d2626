package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What services say of themselves while a fault lasts; each question waits until the answer is the right one. */
final class Meanwhile {

    private static final Duration SEEN_WITHIN = Duration.ofSeconds(40);
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(60);

    private Meanwhile() {}

    /** Whatever is away, a restart would not bring it back. */
    static void alive(List<ServiceProcess> services) {
        assertThat(services)
                .allSatisfy(service -> assertThat(service.answers("/q/health/live"))
                        .as("liveness of " + service.name())
                        .isEqualTo(200));
    }

    static void ready(List<ServiceProcess> services) {
        ready(services, SEEN_WITHIN);
    }

    private static void ready(List<ServiceProcess> services, Duration within) {
        await().atMost(within)
                .untilAsserted(() -> assertThat(services)
                        .allSatisfy(service -> assertThat(service.answers("/q/health/ready"))
                                .as(() -> service.name() + " says " + service.json("/q/health/ready"))
                                .isEqualTo(200)));
    }

    /** Not ready, and PostgreSQL is named. */
    static void withoutPostgres(List<ServiceProcess> services) {
        await().atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(services).allSatisfy(service -> {
                    assertThat(service.answers("/q/health/ready"))
                            .as("readiness of " + service.name())
                            .isEqualTo(503);
                    assertThat(check(service, "postgresql"))
                            .as(service.name())
                            .hasValueSatisfying(check ->
                                    assertThat(check.path("status").asText()).isEqualTo("DOWN"));
                }));
    }

    /** Ready, because intake goes on; the breaker of everyone who publishes is named as not closed. */
    static void withoutKafka(List<ServiceProcess> services) {
        await().atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(publishers(services))
                        .allSatisfy(service ->
                                assertThat(breaker(service)).as(service.name()).isNotEqualTo("closed")));
        ready(services);
    }

    /** Nothing but Redis is missed, and the bucket says whether it is there. */
    static void redisConnected(ServiceProcess bucket, boolean connected) {
        await().atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(bucket.json("/api/v1/bucket/prana/status")
                                .path("redis_connected")
                                .asBoolean())
                        .isEqualTo(connected));
    }

    /** Whether at least one file of lines cannot be written, and says so; nobody is less ready for it. */
    static void withoutLogs(List<ServiceProcess> services, boolean missing) {
        await().atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(services.stream()
                                .flatMap(service ->
                                        Stream.of("logs", "automation").flatMap(name -> check(service, name).stream()))
                                .map(JsonNode::toString)
                                .anyMatch(check -> check.contains("not written: ") || check.contains("failing: ")))
                        .isEqualTo(missing));
        ready(services);
    }

    /** Ready, and no breaker is open any more. */
    static void recovered(List<ServiceProcess> services) {
        ready(services, RECOVERED_WITHIN);
        alive(services);
        await().atMost(RECOVERED_WITHIN)
                .untilAsserted(() -> assertThat(publishers(services))
                        .allSatisfy(service ->
                                assertThat(breaker(service)).as(service.name()).isEqualTo("closed")));
    }

    /** Who publishes with every request; the others may not have noticed yet. */
    private static List<ServiceProcess> publishers(List<ServiceProcess> services) {
        return services.stream()
                .filter(service -> !service.name().equals(Place.AUTOMATION.label()))
                .toList();
    }

    private static String breaker(ServiceProcess service) {
        return check(service, "kafka")
                .map(check -> check.path("data").path("breaker").asText())
                .orElse("unknown");
    }

    private static Optional<JsonNode> check(ServiceProcess service, String name) {
        for (JsonNode check : service.json("/q/health/ready").path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return Optional.of(check);
            }
        }
        return Optional.empty();
    }
}
