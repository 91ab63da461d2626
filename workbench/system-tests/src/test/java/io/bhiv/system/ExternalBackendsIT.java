package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.backend.EmbeddedKafkaBroker;
import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.EmbeddedRedisServer;
import io.bhiv.stage.backend.KafkaOptions;
import io.bhiv.stage.backend.PostgresOptions;
import io.bhiv.stage.backend.RedisOptions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ExternalBackendsIT {

    @Test
    void usesTheBackendsThatTheEnvironmentNamesAndLeavesThemAlone() {
        try (EmbeddedPostgresServer postgres = new EmbeddedPostgresServer(PostgresOptions.temporary()).start();
                EmbeddedKafkaBroker kafka = new EmbeddedKafkaBroker(KafkaOptions.temporary()).start();
                EmbeddedRedisServer redis = new EmbeddedRedisServer(RedisOptions.temporary()).start();
                StackUnderTest stack = StackUnderTest.preparedWith(Map.of(
                        "BRIDGE_PG_HOST", "localhost",
                        "BRIDGE_PG_PORT", Integer.toString(postgres.port()),
                        "BRIDGE_PG_PASSWORD", postgres.password(),
                        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                        "REDIS_HOST", "localhost",
                        "REDIS_PORT", Integer.toString(redis.port())))) {
            // One service is enough: all read the same variables.
            stack.up(
                    "--external",
                    "--without",
                    "bucket-service",
                    "--without",
                    "core-bridge-service",
                    "--without",
                    "automation-service");

            JsonNode status = stack.status();
            assertThat(status.path("external").asBoolean()).isTrue();
            assertThat(status.path("developmentSecrets").has("BRIDGE_PG_PASSWORD"))
                    .isFalse();
            assertThat(stack.endpoint("kafka").orElseThrow().path("address").asText())
                    .isEqualTo(kafka.bootstrapServers());
            stack.bridge("simulate", "terra", "--hrv", "20").succeeded();

            stack.down();
            assertThat(postgres.isRunning()).isTrue();
            assertThat(redis.isRunning()).isTrue();
        }
    }
}
