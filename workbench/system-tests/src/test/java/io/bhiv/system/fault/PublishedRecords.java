package io.bhiv.system.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Everything on one topic at the moment of asking. */
public record PublishedRecords(List<Published> all) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One record.
     *
     * @param meaning what makes it the same statement when it is sent again: idempotency key and revision, of a trigger the
     *     event and the rule
     */
    public record Published(String deliveryId, String eventId, String meaning) {

        static Published of(ConsumerRecord<byte[], byte[]> record) {
            String delivery = TopicFollower.header(record, "delivery-event-id");
            try {
                JsonNode body = JSON.readTree(record.value());
                String meaning = body.hasNonNull("idempotency_key")
                        ? body.path("idempotency_key").asText() + "#" + body.path("revision")
                        : body.path("event_id").asText() + "#"
                                + body.path("rule").asText();
                return new Published(delivery, TopicFollower.header(record, "ce_id"), meaning);
            } catch (IOException e) {
                throw new AssertionError("a record is no JSON", e);
            }
        }
    }

    public static PublishedRecords of(String bootstrapServers, String topic) {
        return new PublishedRecords(TopicFollower.everything(bootstrapServers, topic).stream()
                .map(Published::of)
                .toList());
    }

    /** Ids of all records, each once. */
    public Set<String> eventIds() {
        return all.stream().map(Published::eventId).collect(Collectors.toSet());
    }

    public Set<String> deliveryIds() {
        return all.stream().map(Published::deliveryId).collect(Collectors.toSet());
    }

    public List<Published> ofDelivery(String eventId) {
        return all.stream().filter(one -> one.deliveryId().equals(eventId)).toList();
    }

    /** Statements that came under more than one event id: there must be none. */
    public Map<String, Set<String>> underSeveralIds() {
        Map<String, Set<String>> ids = all.stream()
                .collect(Collectors.groupingBy(
                        Published::meaning, Collectors.mapping(Published::eventId, Collectors.toSet())));
        ids.values().removeIf(one -> one.size() == 1);
        return ids;
    }

    /** Records that repeat another. */
    public long duplicates() {
        return all.size() - all.stream().map(Published::eventId).distinct().count();
    }
}
