package io.bhiv.kit.intake;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One Kafka consumer from its opening to its end. Used by the intake's thread alone.
 *
 * <p>Offsets are those of durable batches, committed about once a second, when partitions are given away and at the end.
 */
final class OpenConsumer implements ConsumerRebalanceListener, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Consumer<String, byte[]> consumer;
    private final ValueBudget values;
    private final IntakeSettings.Start start;
    private final int batchRecords;
    private final long batchBytes;
    private final long commitNanos;

    private final Map<TopicPartition, OffsetAndMetadata> durable = new HashMap<>();
    private final LeftOutTopics leftOut = new LeftOutTopics(System::nanoTime);
    private Set<String> subscribed = Set.of();
    private boolean paused;
    private long lastCommit = System.nanoTime();

    OpenConsumer(
            Consumer<String, byte[]> consumer, ValueBudget values, IntakeSettings.Start start, IntakeConfig config) {
        this.consumer = consumer;
        this.values = values;
        this.start = start;
        this.batchRecords = config.batchRecords();
        this.batchBytes = config.batchBytes().asLongValue();
        this.commitNanos = config.commitInterval().toNanos();
    }

    /** The next batch, in the order of the partitions; empty where nothing came for a moment. */
    List<ConsumerRecord<String, byte[]>> next(Set<String> topics) {
        // Whatever it waited for is over: a batch, or a parked record that was taken again between two batches.
        resume();
        subscribe(leftOut.without(topics));
        commitWhenDue();
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
        long bytes = 0;
        Duration patience = POLL;
        while (!subscribed.isEmpty() && batch.size() < batchRecords && bytes < batchBytes) {
            List<ConsumerRecord<String, byte[]>> polled = polled(patience);
            if (polled.isEmpty()) {
                break;
            }
            for (ConsumerRecord<String, byte[]> record : polled) {
                batch.add(record);
                bytes += Math.max(0, record.serializedValueSize());
            }
            patience = Duration.ZERO;
        }
        return batch;
    }

    /** The records of one poll. A partition whose values exceed the budget is read again from the first that does. */
    private List<ConsumerRecord<String, byte[]>> polled(Duration patience) {
        values.begin(batchBytes);
        ConsumerRecords<String, byte[]> polled = poll(patience);
        List<ConsumerRecord<String, byte[]>> kept = new ArrayList<>(polled.count());
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<String, byte[]> record : polled.records(partition)) {
                if (ValueBudget.isDropped(record)) {
                    consumer.seek(partition, record.offset());
                    break;
                }
                kept.add(record);
            }
        }
        return kept;
    }

    /** Empty where a topic was refused, which the next subscription leaves out. */
    private ConsumerRecords<String, byte[]> poll(Duration patience) {
        try {
            return consumer.poll(patience);
        } catch (KafkaException failure) {
            if (!leftOut.leaveOut(failure, subscribed)) {
                throw failure;
            }
            return ConsumerRecords.empty();
        }
    }

    private void subscribe(Set<String> topics) {
        if (topics.equals(subscribed)) {
            return;
        }
        if (topics.isEmpty()) {
            commit();
            consumer.unsubscribe();
        } else {
            consumer.subscribe(topics, this);
        }
        subscribed = Set.copyOf(topics);
    }

    /** The batch is durable or parked: its offsets may be committed. */
    void done(List<ConsumerRecord<String, byte[]>> batch) {
        for (ConsumerRecord<String, byte[]> record : batch) {
            durable.put(
                    new TopicPartition(record.topic(), record.partition()),
                    new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        }
    }

    private void resume() {
        if (paused) {
            consumer.resume(consumer.paused());
            paused = false;
        }
    }

    /** Keeps the place in the group while a batch takes long: polls, and reads nothing. */
    void stayMember() {
        if (subscribed.isEmpty()) {
            return;
        }
        if (!paused) {
            consumer.pause(consumer.assignment());
            paused = true;
        }
        values.begin(0);
        ConsumerRecords<String, byte[]> unwanted = poll(Duration.ZERO);
        for (TopicPartition partition : unwanted.partitions()) {
            consumer.seek(partition, unwanted.records(partition).getFirst().offset());
        }
        commitWhenDue();
    }

    private void commitWhenDue() {
        if (System.nanoTime() - lastCommit < commitNanos) {
            return;
        }
        lastCommit = System.nanoTime();
        durable.keySet().retainAll(consumer.assignment());
        if (!durable.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = Map.copyOf(durable);
            durable.clear();
            consumer.commitAsync(offsets, (committed, failure) -> {
                if (failure != null) {
                    Log.debugf("Offsets were not committed; later ones will be [cause=%s]", failure.getClass());
                }
            });
        }
    }

    /** Waits for the brokers, a little. What is not committed is read again, and found to be known. */
    private void commit() {
        if (durable.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(durable), PATIENCE);
        } catch (KafkaException failure) {
            Log.debugf("Offsets were not committed; records will be redelivered [cause=%s]", failure.getClass());
        }
        durable.clear();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        durable.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (paused) {
            consumer.pause(partitions);
        }
        if (start == IntakeSettings.Start.FROM_NOW_ON) {
            commitBeginnings(partitions);
        }
    }

    /**
     * Commits where a partition is begun. Without it a group that has read nothing yet would start over after each restart,
     * and skip what was written meanwhile.
     */
    private void commitBeginnings(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions), PATIENCE);
        Map<TopicPartition, OffsetAndMetadata> begun = new HashMap<>();
        for (TopicPartition partition : partitions) {
            if (committed.get(partition) == null) {
                begun.put(partition, new OffsetAndMetadata(consumer.position(partition, PATIENCE)));
            }
        }
        if (!begun.isEmpty()) {
            consumer.commitSync(begun, PATIENCE);
        }
    }

    /** Topics that are not read for a while, because the brokers refuse them. */
    Set<String> leftOut() {
        return leftOut.names();
    }

    /** Partitions that this replica reads. */
    int partitions() {
        return consumer.assignment().size();
    }

    @Override
    public void close() {
        try {
            commit();
        } finally {
            consumer.close(CloseOptions.timeout(PATIENCE));
        }
    }
}
