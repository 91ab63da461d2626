package io.bhiv.kit.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Reports the state of the connection to Kafka. Always UP: intake depends on PostgreSQL alone, and taking replicas out of service
 * (or restarting them) because a broker is down would turn a backlog into an outage.
 */
@Readiness
@ApplicationScoped
class KafkaHealth implements HealthCheck {

    private final RecordSender sender;
    private final TopicSetup topics;

    KafkaHealth(RecordSender sender, TopicSetup topics) {
        this.sender = sender;
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("kafka").up();
        answer.withData("breaker", sender.breaker().state().wireName());
        answer.withData("last_acknowledged", text(sender.lastAcknowledged()));
        answer.withData("last_failed", text(sender.lastFailed()));
        answer.withData(
                "topics",
                switch (topics.state()) {
                    case TopicState.Unknown unknown -> "unknown";
                    case TopicState.Unreachable(var reason) -> "unknown: " + reason;
                    case TopicState.Ready(var unbounded) ->
                        unbounded.isEmpty()
                                ? "ready"
                                : "ready; compression.type should be snappy: " + String.join(", ", unbounded);
                    case TopicState.Missing(var names) -> "missing: " + String.join(", ", names);
                });
        return answer.build();
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "never" : instant.toString();
    }
}
