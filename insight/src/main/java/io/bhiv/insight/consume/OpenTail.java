package io.bhiv.insight.consume;

import io.bhiv.model.insight.InsightRecord;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * One consumer over all partitions of the topic, begun a bounded time back. No group: every replica of the page reads everything.
 *
 * <p>A poll does not show whether the broker is there, so it is probed when nothing arrived for a while.
 */
final class OpenTail implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(15);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final TailConfig config;
    private final RecordReader reader;
    private final TailHandler handler;
    private final Clock clock;
    private final Instant from;
    private Instant reached;
    private Instant heard;
    private Instant looked = Instant.EPOCH;
    private Instant warned = Instant.EPOCH;
    private final Map<TopicPartition, Long> laidThere = new HashMap<>();

    OpenTail(
            Consumer<byte[], byte[]> consumer,
            String topic,
            TailConfig config,
            RecordReader reader,
            TailHandler handler,
            Clock clock,
            Instant from) {
        this.consumer = consumer;
        this.topic = topic;
        this.config = config;
        this.reader = reader;
        this.handler = handler;
        this.clock = clock;
        this.from = from;
        this.reached = from;
        this.heard = Instant.EPOCH;
    }

    /** Fails where the broker is away. */
    void turn() {
        Instant now = clock.instant();
        if (looked.plus(LOOK_FOR_PARTITIONS).isBefore(now)
                || consumer.assignment().isEmpty()) {
            assign();
            looked = now;
            answered(now);
        } else if (heard.plus(config.probeAfter()).isBefore(now)) {
            var _ = consumer.endOffsets(Set.of(consumer.assignment().iterator().next()), config.patience());
            answered(now);
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            heard = clock.instant();
            take(record);
            reached = Instant.ofEpochMilli(record.timestamp());
        }
        if (records.isEmpty()) {
            reached = now;
        }
    }

    /** Up to about when everything was read. */
    Instant reached() {
        return reached;
    }

    private void answered(Instant now) {
        heard = now;
        handler.reached(true);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Instant now = clock.instant();
        try {
            Optional<InsightRecord> read = reader.read(record.value(), now);
            if (read.isEmpty()) {
                unreadable(record, now, "it is not a whole report or event");
            } else if (!RecordReader.isTooOld(read.get(), now)) {
                handler.take(read.get(), seenAt(record, now));
            } else if (!laidThere(record)) {
                unreadable(record, now, "it arrived now and names a time of more than a day ago");
            }
            // Else its day ended on its way here: the tail begins with records that are about to be too old.
        } catch (RuntimeException failure) {
            // An unreadable record stays unreadable, so it is skipped.
            unreadable(record, now, failure.toString());
        }
    }

    /** By position, not by time: the clocks of the services are not ours. */
    private Instant seenAt(ConsumerRecord<byte[], byte[]> record, Instant now) {
        Instant written = Instant.ofEpochMilli(record.timestamp());
        return laidThere(record) && written.isBefore(now) ? written : now;
    }

    private boolean laidThere(ConsumerRecord<byte[], byte[]> record) {
        return record.offset() < laidThere.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    }

    private void unreadable(ConsumerRecord<byte[], byte[]> record, Instant now, String cause) {
        handler.unreadable();
        if (!warned.plus(BETWEEN_WARNINGS).isAfter(now)) {
            warned = now;
            Log.warnf(
                    "A record is skipped, and perhaps more in the next minute [topic=%s partition=%d offset=%d cause=%s]",
                    record.topic(), record.partition(), record.offset(), cause);
        }
    }

    /** All partitions, also those that were added later. A topic that is not there yet has none. */
    private void assign() {
        List<PartitionInfo> infos = consumer.partitionsFor(topic, config.patience());
        Set<TopicPartition> all = (infos == null ? List.<PartitionInfo>of() : infos)
                .stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .collect(Collectors.toSet());
        Set<TopicPartition> known = consumer.assignment();
        if (all.isEmpty() || known.equals(all)) {
            return;
        }
        Set<TopicPartition> fresh =
                all.stream().filter(one -> !known.contains(one)).collect(Collectors.toSet());
        Map<TopicPartition, Long> positions =
                known.stream().collect(Collectors.toMap(one -> one, one -> consumer.position(one, config.patience())));
        consumer.assign(all);
        positions.forEach(consumer::seek);
        seekBack(fresh);
    }

    private void seekBack(Set<TopicPartition> partitions) {
        // Asked for first: what is written from now on lies behind them.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, config.patience());
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(one -> one, _ -> from.toEpochMilli())), config.patience());
        laidThere.putAll(ends);
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? end : start.offset());
        });
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(config.patience()));
    }
}
