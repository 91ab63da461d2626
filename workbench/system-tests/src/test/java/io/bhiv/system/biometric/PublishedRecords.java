package io.bhiv.system.biometric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

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

        static Published of(ConsumerRecord<String, byte[]> record) {
            String delivery = header(record, "delivery-event-id");
            try {
                JsonNode body = JSON.readTree(record.value());
                String meaning = body.hasNonNull("idempotencyKey")
                        ? body.path("idempotencyKey").asText() + "#" + body.path("revision")
                        : body.path("event_id").asText() + "#"
                                + body.path("rule").asText();
                return new Published(delivery, header(record, "ce_id"), meaning);
            } catch (IOException e) {
                throw new AssertionError("a record is no JSON", e);
            }
        }

        private static String header(ConsumerRecord<String, byte[]> record, String name) {
            var header = record.headers().lastHeader(name);
            return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        }
    }

    static PublishedRecords of(String bootstrapServers, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "test-" + UUID.randomUUID(),
                "enable.auto.commit",
                false);
        List<Published> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the topic " + topic + " could not be read to its end");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> found.add(Published.of(record)));
            }
        }
        return new PublishedRecords(found);
    }

    /** Ids of all records, each once. */
    public Set<String> eventIds() {
        return all.stream().map(Published::eventId).collect(Collectors.toSet());
    }

    Set<String> deliveryIds() {
        return all.stream().map(Published::deliveryId).collect(Collectors.toSet());
    }

    List<Published> ofDelivery(String eventId) {
        return all.stream().filter(one -> one.deliveryId().equals(eventId)).toList();
    }

    /** Statements that came under more than one event id: there must be none. */
    Map<String, Set<String>> underSeveralIds() {
        Map<String, Set<String>> ids = all.stream()
                .collect(Collectors.groupingBy(
                        Published::meaning, Collectors.mapping(Published::eventId, Collectors.toSet())));
        ids.values().removeIf(one -> one.size() == 1);
        return ids;
    }

    /** Records that said again what another had said. */
    long duplicates() {
        return all.size() - all.stream().map(Published::eventId).distinct().count();
    }
}
