package io.bhiv.load.track;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from where it ends now, all partitions, on a thread of its own, without a consumer group.
 *
 * <p>It takes what came within 10 ms at once: asking for each record as it comes would cost broker and generator more than
 * the measured service's own work. That adds at most those 10 ms to what is measured.
 *
 * <p>Protocol: {@link #start} returns when the positions are fixed, so that whatever is sent afterwards is seen; {@link #close} ends it
 * and throws what ended it before, because a follower that died would make every event look lost.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<ConsumerRecord<byte[], byte[]>> each;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;

    private TopicFollower(
            KafkaConsumer<byte[], byte[]> consumer, Consumer<ConsumerRecord<byte[], byte[]>> each, String topic) {
        this.consumer = consumer;
        this.each = each;
        this.thread = Thread.ofPlatform().name("follow-" + topic).daemon().unstarted(this::follow);
    }

    /**
     * Waits up to a minute for the topic to exist.
     *
     * @param each called for every record on the follower's thread
     */
    public static TopicFollower start(
            String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicFollower follower = new TopicFollower(consumer, each, topic);
        List<TopicPartition> partitions = follower.partitions(topic);
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        follower.thread.start();
        return follower;
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5000,
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                256 << 10,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10,
                ConsumerConfig.CHECK_CRCS_CONFIG,
                false);
    }

    private List<TopicPartition> partitions(String topic) {
        long patience = System.nanoTime() + TOPIC_PATIENCE.toNanos();
        while (System.nanoTime() < patience) {
            List<TopicPartition> found = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                found.add(new TopicPartition(topic, partition.partition()));
            }
            if (!found.isEmpty()) {
                return found;
            }
            pause();
        }
        consumer.close();
        throw new IllegalStateException("topic " + topic + " did not appear within " + TOPIC_PATIENCE);
    }

    private void pause() {
        try {
            if (closing.await(200, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("closed while waiting for the topic");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the topic", e);
        }
    }

    private void follow() {
        try (consumer) {
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
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException ended = failure;
        if (ended != null) {
            throw new IllegalStateException("the follower stopped reading, so its counts are too low", ended);
        }
    }
}
