package io.bhiv.stage.topic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions of some topics in no consumer group, and never creates a topic.
 *
 * <p>Protocol: a factory method returns when the positions are fixed, so that whatever is sent afterwards is seen. Then either
 * {@link #poll} on the caller's thread, or {@link #follow} once, which reads on a thread of its own. {@link #close} ends it and throws
 * what ended it before, because a follower that died would make every event look lost.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Duration TOPIC_LIMIT = Duration.ofSeconds(60);
    private static final Duration READ_LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Opens the connections that records come on, so that their first use costs the followed system nothing. */
    private static final Duration CONNECT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile @Nullable RuntimeException failure;

    private TopicFollower(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** From where the topics end now; each record comes as soon as the broker has it. Waits up to a minute for the topics to exist. */
    public static TopicFollower fromEnd(String servers, Collection<String> topics) {
        TopicFollower follower = atEnd(servers, topics, Map.of("fetch.max.wait.ms", 50));
        follower.consumer.poll(CONNECT);
        return follower;
    }

    /**
     * From where the topic ends now, taking together what came within 10 ms: asking for each record as it comes would cost broker and
     * generator more than the measured service's own work. That adds at most those 10 ms to what is measured.
     */
    public static TopicFollower gathering(String servers, String topic) {
        return atEnd(
                servers,
                List.of(topic),
                Map.of(
                        "max.poll.records",
                        5000,
                        "fetch.min.bytes",
                        256 << 10,
                        "fetch.max.wait.ms",
                        10,
                        "check.crcs",
                        false));
    }

    /** Every record that is on the topic now, in the order of each partition. */
    public static List<ConsumerRecord<byte[], byte[]>> everything(String servers, String topic) {
        try (TopicFollower follower = new TopicFollower(consumer(servers, Map.of()))) {
            List<TopicPartition> partitions = follower.partitions(List.of(topic));
            KafkaConsumer<byte[], byte[]> consumer = follower.consumer;
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Topic " + topic + " could not be read to its end");
                }
                consumer.poll(POLL).forEach(found::add);
            }
            return found;
        }
    }

    /** The text of a header; empty where there is none. */
    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static TopicFollower atEnd(String servers, Collection<String> topics, Map<String, Object> more) {
        TopicFollower follower = new TopicFollower(consumer(servers, more));
        try {
            List<TopicPartition> partitions = follower.partitions(topics);
            follower.consumer.assign(partitions);
            follower.consumer.seekToEnd(partitions);
            // Seeking is lazy: only asking for the position fixes it.
            partitions.forEach(follower.consumer::position);
            return follower;
        } catch (RuntimeException e) {
            follower.consumer.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String servers, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                servers,
                "allow.auto.create.topics",
                false,
                "enable.auto.commit",
                false,
                "default.api.timeout.ms",
                10_000));
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitions(Collection<String> topics) {
        List<TopicPartition> found = new ArrayList<>();
        for (String topic : topics) {
            found.addAll(partitions(topic));
        }
        return found;
    }

    private List<TopicPartition> partitions(String topic) {
        long deadline = System.nanoTime() + TOPIC_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            List<TopicPartition> found = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
            pause();
        }
        throw new IllegalStateException("Topic " + topic + " did not appear within " + TOPIC_LIMIT);
    }

    private void pause() {
        try {
            if (closing.await(200, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Closed while waiting for the topic");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the topic", e);
        }
    }

    /** What came within {@code wait}. */
    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /** Calls {@code each} for every record on a thread of the follower's own. */
    public TopicFollower follow(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        thread = Thread.ofPlatform().name("topic-follower").daemon().start(() -> read(each));
        return this;
    }

    private void read(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try {
            while (closing.getCount() > 0) {
                consumer.poll(POLL).forEach(each);
            }
        } catch (WakeupException e) {
            // Only close() wakes the consumer.
            closing.countDown();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Thread reader = thread;
        if (reader != null) {
            consumer.wakeup();
            try {
                reader.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        consumer.close();
        RuntimeException ended = failure;
        if (ended != null) {
            throw new IllegalStateException("The follower stopped reading, so its counts are too low", ended);
        }
    }
}
