package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.stack.layout.BadSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads events and triggers from the end of their topics as it stood when this was made, in no consumer group, so that it
 * disturbs nobody. Used by one thread.
 */
final class KafkaFollower implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration METADATA_LIMIT = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    KafkaFollower(String servers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", servers,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "latest",
                        "allow.auto.create.topics", "false",
                        "fetch.max.wait.ms", "50",
                        "default.api.timeout.ms", "10000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            partitions.addAll(partitions(Topics.BIOMETRIC_EVENTS));
            partitions.addAll(partitions(Topics.HEALTH_EVENTS));
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Seeking is lazy: only asking for the position fixes it before anything is sent.
            partitions.forEach(partition -> consumer.position(partition, METADATA_LIMIT));
            // The first poll opens the connections that records come on; that time is ours, not the bridge's.
            consumer.poll(CONNECT);
        } catch (KafkaException e) {
            consumer.close();
            throw new BadSetting("Kafka does not answer at " + servers + ": " + e.getMessage(), e);
        }
    }

    /** What came within {@code wait}. */
    List<Seen> poll(Duration wait) {
        List<Seen> seen = new ArrayList<>();
        Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(wait);
        long now = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            seen.add(new Seen(
                    record.topic(),
                    header(record, Headers.DELIVERY_EVENT_ID),
                    header(record, Headers.PRIORITY),
                    parse(record.value()),
                    now));
        }
        return seen;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, METADATA_LIMIT).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new BadSetting("There is no topic " + topic + " yet: is the biometric service ready?", null);
        }
        return partitions;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static JsonNode parse(byte[] value) {
        try {
            return value == null ? MissingNode.getInstance() : JSON.readTree(value);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }
}
