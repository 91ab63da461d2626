package io.bhiv.kit.insight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.kafka.KafkaConfig;
import io.bhiv.kit.kafka.TopicNeeded;
import io.bhiv.kit.kafka.TopicSetup;
import io.bhiv.kit.kafka.TopicState;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The reporter's own way to Kafka, apart from that of the events: it waits neither for metadata nor for room, and what Kafka does
 * not take is dropped and counted as {@code bridge.insight.dropped}. What is handed over before the topic and its partitions are known is
 * kept, for as long as Kafka may take to acknowledge it, and sent first: the first report of a process has its state, and the next
 * one that has it comes seconds later. At most once or twice: a record that comes again carries the same boot and sequence. For one thread
 * at a time.
 */
@ApplicationScoped
class InsightSender {

    private static final String KEPT = Long.toString(Duration.ofDays(1).toMillis());

    private final KafkaConfig kafka;
    private final InsightConfig config;
    private final ObjectMapper json;
    private final TopicSetup topics;
    private final AtomicReference<@Nullable Producer<String, byte[]>> producer = new AtomicReference<>();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final Deque<Early> early = new ArrayDeque<>();
    private long earlyBytes;
    private boolean topicKnown;
    private boolean partitionsKnown;

    /** A record for which there was no partition yet. */
    private record Early(Instant at, ProducerRecord<String, byte[]> record) {

        int size() {
            return record.value().length;
        }
    }

    InsightSender(KafkaConfig kafka, InsightConfig config, ObjectMapper json, TopicSetup topics, MeterRegistry meters) {
        this.topics = topics;
        this.kafka = kafka;
        this.config = config;
        this.json = json;
        FunctionCounter.builder("bridge.insight.dropped", dropped, LongAdder::doubleValue)
                .description("Reports and events about this service that Kafka did not take")
                .register(meters);
    }

    @Produces
    @Singleton
    @LookupIfProperty(name = "bridge.insight.enabled", stringValue = "true", lookupIfMissing = true)
    static TopicNeeded topic() {
        return new TopicNeeded(Topics.INSIGHT_FLOW, Map.of(TopicConfig.RETENTION_MS_CONFIG, KEPT));
    }

    /** Hands the record over, keeps it for a while, or drops it. Writes JSON on the calling thread, which must not be an event loop. */
    void send(InsightRecord record) {
        try {
            var value = new ProducerRecord<>(
                    Topics.INSIGHT_FLOW, record.service() + "/" + record.replica(), json.writeValueAsBytes(record));
            value.headers().add(Headers.CONTENT_TYPE, "application/json".getBytes(StandardCharsets.UTF_8));
            keep(new Early(record.at(), value));
            sendKept();
        } catch (KafkaException | JsonProcessingException failure) {
            ended(failure);
        }
    }

    private void keep(Early newest) {
        early.add(newest);
        earlyBytes += newest.size();
        Instant oldest = newest.at().minus(config.deliveryTimeout());
        while (early.size() > 1
                && (early.getFirst().at().isBefore(oldest)
                        || earlyBytes > config.bufferMemory().asLongValue())) {
            earlyBytes -= early.removeFirst().size();
            ended(new TimeoutException("the topic is not known"));
        }
    }

    private void sendKept() {
        topicKnown = topicKnown || isTopicThere();
        if (!topicKnown) {
            return;
        }
        Producer<String, byte[]> open = open();
        partitionsKnown = partitionsKnown || arePartitionsThere(open);
        while (partitionsKnown && !early.isEmpty()) {
            Early next = early.removeFirst();
            earlyBytes -= next.size();
            var _ = open.send(next.record(), (metadata, failure) -> ended(failure));
        }
    }

    /** Requests them where they are not known; does not wait for the answer, which the next record finds. */
    private static boolean arePartitionsThere(Producer<String, byte[]> open) {
        try {
            return !open.partitionsFor(Topics.INSIGHT_FLOW).isEmpty();
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /** Asking a broker for a topic that it does not have would leave a line in the log each time. */
    private boolean isTopicThere() {
        return switch (topics.state()) {
            case TopicState.Ready ready -> true;
            case TopicState.Missing(var names) -> !names.contains(Topics.INSIGHT_FLOW);
            case TopicState.Unknown unknown -> false;
            case TopicState.Unreachable unreachable -> false;
        };
    }

    /** Logs the first loss of a row, and its end. */
    private void ended(@Nullable Exception failure) {
        if (failure == null) {
            if (dropping.compareAndSet(true, false)) {
                Log.infof("Reports reach Kafka again [dropped=%d]", dropped.sum());
            }
            return;
        }
        dropped.increment();
        if (dropping.compareAndSet(false, true)) {
            Log.infof(
                    "Reports do not reach Kafka and are dropped until they do [cause=%s]",
                    failure.getClass().getSimpleName());
        }
    }

    private Producer<String, byte[]> open() {
        Producer<String, byte[]> open = producer.get();
        if (open == null) {
            open = new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
            producer.set(open);
            partitionsKnown = false;
        }
        return open;
    }

    private Map<String, Object> settings() {
        int delivery = (int) config.deliveryTimeout().toMillis();
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ProducerConfig.CLIENT_ID_CONFIG,
                kafka.clientId() + "-insight",
                ProducerConfig.ACKS_CONFIG,
                "1",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                false,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                kafka.compression(),
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                config.bufferMemory().asLongValue(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                0L,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                delivery / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                delivery,
                // A broker that is away is tried now and then; each attempt is a line in the log.
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                5_000L);
    }

    /** Waits a second at most for what Kafka has not taken yet. */
    @PreDestroy
    void close() {
        Producer<String, byte[]> open = producer.getAndSet(null);
        if (open != null) {
            open.close(Duration.ofSeconds(1));
        }
    }
}
