package io.bhiv.automation.cli;

import io.bhiv.automation.engine.action.ActionContext.RecordPublisher;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A producer that is opened when the first job needs one: a file without such a job needs no broker. */
final class DirectPublisher implements RecordPublisher, AutoCloseable {

    private final String brokers;
    private @Nullable KafkaProducer<String, byte[]> producer;

    DirectPublisher(String brokers) {
        this.brokers = brokers;
    }

    @Override
    public Uni<Void> publish(String topic, @Nullable String key, byte[] value, Map<String, String> headers) {
        return Uni.createFrom()
                .completionStage(() -> send(record(topic, key, value, headers)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static ProducerRecord<String, byte[]> record(
            String topic, @Nullable String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        var _ = open().send(record, (written, failure) -> {
            if (failure == null) {
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    private synchronized KafkaProducer<String, byte[]> open() {
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            brokers,
                            ProducerConfig.ACKS_CONFIG,
                            "all",
                            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                            true,
                            ProducerConfig.COMPRESSION_TYPE_CONFIG,
                            "snappy",
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            5_000),
                    new StringSerializer(),
                    new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
