package io.bhiv.stack.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ConsumerTest {

    @Test
    void criticalComesFirstAndTheRestKeepsItsOrder() {
        List<Received> arrived = List.of(
                received("a", "normal"), received("b", "high"), received("c", "normal"), received("d", "critical"));

        assertThat(Received.mostUrgentFirst(arrived)).extracting(Received::id).containsExactly("d", "b", "a", "c");
    }

    @Test
    void anEventIsHandledOnceAndMemoryIsBounded() {
        SeenIds seen = new SeenIds(2);

        assertThat(seen.isNew("a")).isTrue();
        assertThat(seen.isNew("a")).isFalse();
        assertThat(seen.isNew("b")).isTrue();
        assertThat(seen.isNew("c")).isTrue();
        assertThat(seen.isNew("a")).as("forgotten").isTrue();
    }

    @Test
    void idAndPriorityAreThoseOfTheHeaders() {
        var record = new ConsumerRecord<>("health-events", 3, 7L, new byte[0], "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(Received.of(record).id()).isEqualTo("health-events/3/7");
        assertThat(Received.of(record).priority()).isEqualTo("normal");
        record.headers().add("ce_id", "x".getBytes(StandardCharsets.UTF_8));
        record.headers().add("priority", "critical".getBytes(StandardCharsets.UTF_8));
        assertThat(Received.of(record).id()).isEqualTo("x");
        assertThat(Received.of(record).priority()).isEqualTo("critical");
    }

    @Test
    void decidesByTopicKindAndStatus() {
        assertThat(about("health-events", """
                {"subject_id":"sub_1","rule":"FIXED_RMSSD","severity":"CRITICAL","recommendation":"immediate_stress_protocol",
                 "explanation":"Why."}"""))
                .isEqualTo("offer sub_1 immediate_stress_protocol (CRITICAL FIXED_RMSSD): Why.");
        assertThat(about("health-events", """
                {"subject_id":"sub_1","rule":"HRV_ACUTE","personal":{"status":"RESOLVED"}}""")).isEqualTo("tell sub_1 that HRV_ACUTE is over");
        assertThat(about("biometric-events", """
                {"subject":{"subject_id":"sub_1"},"metric":"hrv_rmssd","event_kind":"MEASUREMENT","operation":"UPSERT",
                 "value":null,"value_status":"ABSENT"}""")).isEqualTo("store hrv_rmssd ABSENT for sub_1");
        assertThat(about("biometric-events", """
                {"idempotency_key":"k","event_kind":"MEASUREMENT","operation":"DELETE","value":null}""")).isEqualTo("forget k");
        assertThat(about("biometric-events", """
                {"subject":{"subject_id":"sub_1"},"event_kind":"CONNECTION","connection":{"state":"REVOKED"}}""")).isEqualTo("note that sub_1 is REVOKED");
        assertThat(about("terra-biometric-events", "{\"type\":\"sleep\"}")).contains("Terra's sleep");
        assertThat(about("biometric-events", "{")).isEqualTo("skip: not JSON");
    }

    private static String about(String topic, String body) {
        return Decision.about(new Received(topic, "id", "normal", body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Received received(String id, String priority) {
        return new Received("biometric-events", id, priority, new byte[0]);
    }
}
