package io.bhiv.automation.service.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.OnRecord;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.kit.kafka.KafkaConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics that jobs wait for, as one consumer group of all replicas.
 *
 * <p>A record's offset is committed after its jobs are due in the ledger, so none is lost; one that is delivered again is
 * the same occasion (topic, partition, offset) and due once. One turn at a time; each turn's blocking part runs on a worker.
 */
@ApplicationScoped
public class RecordWatch {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConfig kafka;
    private final AutomationEngine engine;
    private final Ledger ledger;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private Set<String> subscribed = Set.of();

    RecordWatch(KafkaConfig kafka, AutomationEngine engine, Ledger ledger) {
        this.kafka = kafka;
        this.engine = engine;
        this.ledger = ledger;
    }

    private record Waiting(String job, OnRecord trigger) {}

    /** Reads what has come, records what is due for it, then commits. Answers how many records there were. */
    public Uni<Integer> poll() {
        List<Waiting> waiting = engine.jobs().file().list().stream()
                .filter(Job::enabled)
                .filter(job -> job.trigger() instanceof OnRecord)
                .map(job -> new Waiting(job.name(), (OnRecord) job.trigger()))
                .toList();
        Set<String> topics = waiting.stream().map(one -> one.trigger().topic()).collect(Collectors.toUnmodifiableSet());
        if (topics.isEmpty() && subscribed.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return ledger.now()
                .chain(now -> Uni.createFrom()
                        .item(() -> poll(topics))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .chain(records ->
                                record(occurrences(waiting, records, now)).replaceWith(records.size())))
                .onItem()
                .call(read -> commit(read))
                .onFailure()
                .invoke(this::startOver);
    }

    private synchronized List<ConsumerRecord<byte[], byte[]>> poll(Set<String> topics) {
        KafkaConsumer<byte[], byte[]> open = consumer == null ? open() : consumer;
        consumer = open;
        if (!topics.equals(subscribed)) {
            open.subscribe(topics, new StartingOffsets(open));
            subscribed = topics;
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (!topics.isEmpty()) {
            open.poll(POLL).forEach(records::add);
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "automation-service",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        // A topic that is made after the job is to be found soon, not within Kafka's five minutes.
                        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                        10_000,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Due now, by the ledger's clock: a producer's clock may be ahead, and then nobody would run it for a while. */
    private List<Occurrence> occurrences(
            List<Waiting> waiting, List<ConsumerRecord<byte[], byte[]>> records, Instant now) {
        List<Occurrence> due = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            JsonNode value = json(record.value());
            String key = "event:%s/%d/%d".formatted(record.topic(), record.partition(), record.offset());
            for (Waiting one : waiting) {
                if (one.trigger().topic().equals(record.topic())
                        && passes(one.trigger().where(), value)) {
                    due.add(Occurrence.due(one.job(), now, Occasion.of(Occasion.Kind.EVENT, key)));
                }
            }
        }
        return due;
    }

    /** What is no JSON passes only where nothing is asked of it. */
    private static JsonNode json(byte @Nullable [] value) {
        try {
            return value == null ? JsonNodeFactory.instance.nullNode() : JSON.readTree(value);
        } catch (IOException notJson) {
            return JsonNodeFactory.instance.textNode(
                    new String(value == null ? new byte[0] : value, StandardCharsets.UTF_8));
        }
    }

    private static boolean passes(List<Filter> filters, JsonNode value) {
        return filters.stream().allMatch(filter -> {
            try {
                return value.at(filter.pointer()).equals(JSON.readTree(filter.equalTo()));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("a filter was JSON when it was read", impossible);
            }
        });
    }

    private Uni<Void> record(List<Occurrence> occurrences) {
        return Multi.createFrom()
                .iterable(occurrences)
                .onItem()
                .transformToUniAndConcatenate(ledger::recordOccasion)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> commit(int read) {
        return read == 0
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .voidItem()
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .invoke(this::commitNow);
    }

    private synchronized void commitNow() {
        if (consumer != null) {
            consumer.commitSync(Duration.ofSeconds(5));
        }
    }

    /** What was polled and not recorded must be polled again, and a consumer only goes forward: another one starts at the commit. */
    private void startOver(Throwable failure) {
        Infrastructure.getDefaultWorkerPool().execute(this::close);
    }

    @PreDestroy
    synchronized void close() {
        if (consumer != null) {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
            consumer = null;
            subscribed = Set.of();
        }
    }
}
