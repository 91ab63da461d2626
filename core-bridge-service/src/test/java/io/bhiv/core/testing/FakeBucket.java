package io.bhiv.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands for bucket-service: reads {@code core-updates}, remembers every copy it saw, answers on
 * {@code core-sync-results}. It can be stopped and started; what is published in between waits in Kafka.
 */
public final class FakeBucket implements AutoCloseable {

    /** One record as received. */
    public record Seen(String key, UUID id, byte[] value, String header) {}

    private final String bootstrap;
    private final ObjectMapper json = new ObjectMapper();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<UUID, Instant> stored = new ConcurrentHashMap<>();
    private volatile String refuseModule = "";
    private volatile boolean running;
    private Thread thread = new Thread();

    public FakeBucket(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    public FakeBucket start() {
        running = true;
        thread = Thread.ofPlatform().name("fake-bucket").start(this::consume);
        return this;
    }

    public void stop() {
        running = false;
        try {
            thread.join(10_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on refuses updates of this module. */
    public void refuse(String module) {
        refuseModule = module;
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public List<Seen> seenOf(UUID id) {
        return seen.stream().filter(one -> one.id().equals(id)).toList();
    }

    private void consume() {
        Properties consumer = new Properties();
        consumer.putAll(Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", "fake-bucket",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "metadata.max.age.ms", "500",
                "session.timeout.ms", "6000"));
        Properties producer = new Properties();
        producer.putAll(Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "2"));
        try (KafkaConsumer<String, byte[]> in =
                        new KafkaConsumer<>(consumer, new StringDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<String, byte[]> out =
                        new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer())) {
            in.subscribe(List.of("core-updates"));
            while (running) {
                var records = in.poll(Duration.ofMillis(100));
                List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
                records.forEach(batch::add);
                List<Future<RecordMetadata>> answers = new ArrayList<>();
                for (ConsumerRecord<String, byte[]> record : batch) {
                    answers.add(out.send(new ProducerRecord<>("core-sync-results", record.key(), answer(record))));
                }
                for (Future<RecordMetadata> answer : answers) {
                    answer.get();
                }
                in.commitSync();
            }
        } catch (IOException | ExecutionException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private byte[] answer(ConsumerRecord<String, byte[]> record) throws IOException {
        JsonNode update = json.readTree(record.value());
        UUID id = UUID.fromString(update.get("update_id").asText());
        var header = record.headers().lastHeader("ce_id");
        seen.add(new Seen(
                record.key(),
                id,
                record.value(),
                header == null ? "" : new String(header.value(), StandardCharsets.UTF_8)));
        if (update.get("module").asText().equals(refuseModule)) {
            return ("{\"update_id\":\"" + id + "\",\"status\":\"rejected\",\"reason\":\"refused by test\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
        Instant at = stored.computeIfAbsent(id, first -> Instant.now());
        return ("{\"update_id\":\"" + id + "\",\"status\":\"stored\",\"object_id\":\"o-" + id + "\",\"stored_at\":\""
                        + at + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stop();
    }
}
