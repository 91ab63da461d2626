package io.bhiv.automation.service.watch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits the offset at which a partition is started. Without it a group that has read nothing yet would start at the end
 * again after each restart, and the records written meanwhile would make no job due.
 */
record StartingOffsets(Consumer<?, ?> consumer) implements ConsumerRebalanceListener {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions), PATIENCE);
        Map<TopicPartition, OffsetAndMetadata> starting = new HashMap<>();
        partitions.stream()
                .filter(partition -> committed.get(partition) == null)
                .forEach(partition ->
                        starting.put(partition, new OffsetAndMetadata(consumer.position(partition, PATIENCE))));
        if (!starting.isEmpty()) {
            consumer.commitSync(starting, PATIENCE);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        // What was read of them is committed at the end of every turn.
    }
}
