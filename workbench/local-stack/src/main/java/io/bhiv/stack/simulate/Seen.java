package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that came off Kafka.
 *
 * @param deliveryEventId the delivery it came from, as the webhook's answer named it
 * @param seenNanos {@link System#nanoTime()} when our consumer had it
 */
record Seen(String topic, String deliveryEventId, String priority, JsonNode value, long seenNanos) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Seen of(ConsumerRecord<byte[], byte[]> record, long seenNanos) {
        return new Seen(
                record.topic(),
                TopicFollower.header(record, Headers.DELIVERY_EVENT_ID),
                TopicFollower.header(record, Headers.PRIORITY),
                parse(record.value()),
                seenNanos);
    }

    private static JsonNode parse(byte[] value) {
        try {
            return value == null ? MissingNode.getInstance() : JSON.readTree(value);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    boolean isTrigger() {
        return topic.equals(Topics.HEALTH_EVENTS);
    }

    /** In one line for people. */
    String describe() {
        return isTrigger() ? describeTrigger() : describeEvent();
    }

    /** Of a trigger: why it fired. */
    String explanation() {
        return text("explanation");
    }

    private String describeTrigger() {
        return "%s %s -> %s".formatted(text("severity"), text("type"), text("recommendation"));
    }

    private String describeEvent() {
        JsonNode number = value.path("value");
        String what = number.isNumber()
                ? number.asText() + " " + value.path("unit").asText("")
                : value.path("series").isObject()
                        ? "a series"
                        : value.path("value_status").asText("").toLowerCase(Locale.ROOT);
        return "%s %s (%s)"
                .formatted(
                        text("metric"),
                        what,
                        value.path("statistic").asText(value.path("event_kind").asText("")));
    }

    private String text(String field) {
        return value.path(field).asText("");
    }
}
