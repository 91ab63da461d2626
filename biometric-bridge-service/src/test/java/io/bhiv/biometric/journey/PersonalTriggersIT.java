package io.bhiv.biometric.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** From signed webhooks to a trigger that knows the person. */
@QuarkusTest
@TestProfile(PersonalReporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(FakeSecrets.class)
class PersonalTriggersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String user = UUID.randomUUID().toString();

    @Test
    void lowNightsOfAKnownPersonBecomeOneExplainedTrigger() throws IOException {
        for (int ago = 40; ago > 0; ago--) {
            send(today().minusDays(ago), 60 + ago % 5);
        }
        String lowNight = send(today(), 30);

        ConsumerRecord<String, byte[]> event = await().atMost(PATIENCE)
                .until(() -> Topic.ofDelivery("biometric-events", lowNight), records -> !records.isEmpty())
                .getFirst();
        List<ConsumerRecord<String, byte[]>> fired = await().atMost(PATIENCE)
                .until(
                        () -> Topic.read("health-events", record -> record.key().equals(event.key())),
                        records -> !records.isEmpty());

        assertThat(fired).hasSize(1);
        JsonNode trigger = JSON.readTree(fired.getFirst().value());
        assertThat(trigger.path("rule").asText()).startsWith("HRV_");
        assertThat(trigger.at("/personal/night").asText()).isEqualTo(today().toString());
        assertThat(trigger.at("/evidence/baseline/n_base").asInt()).isGreaterThanOrEqualTo(14);
        assertThat(trigger.path("disclaimer").asText()).isEqualTo("wellness_information_not_medical_advice");
        assertThat(Topic.header(fired.getFirst(), "ce_id"))
                .isEqualTo(trigger.path("trigger_id").asText());
        assertThat(Topic.header(fired.getFirst(), "ce_type")).isEqualTo("bio.trigger.v1");
    }

    @Test
    void theFixedRuleGivesRecordsTheirPriorityAndPublishesNothing() {
        String night = send(today(), 20);

        List<ConsumerRecord<String, byte[]>> events = await().atMost(PATIENCE)
                .until(() -> Topic.ofDelivery("biometric-events", night), records -> !records.isEmpty());

        assertThat(events)
                .extracting(record -> Topic.header(record, "priority"))
                .contains("critical");
        assertThat(Topic.ofDelivery("health-events", night)).isEmpty();
    }

    private String send(LocalDate day, double rmssd) {
        return Signed.terra(Bodies.sleep(user, day, rmssd))
                .send()
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("event_id");
    }

    private static LocalDate today() {
        return LocalDate.now(Clock.systemUTC());
    }
}
