package io.bhiv.stack.consume;

import io.bhiv.model.topic.Headers;
import io.bhiv.stage.topic.TopicFollower;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of one of the topics.
 *
 * @param id of the event, the same whenever it is sent again; that of Terra's own records is their place
 * @param priority {@code critical}, {@code high} or {@code normal}
 */
@SuppressWarnings("ArrayRecordComponent")
record Received(String topic, String id, String priority, byte[] value) {

    private static final List<String> PRIORITIES = List.of("critical", "high", "normal");

    static Received of(ConsumerRecord<byte[], byte[]> record) {
        String id = TopicFollower.header(record, Headers.CE_ID);
        String priority = TopicFollower.header(record, Headers.PRIORITY);
        return new Received(
                record.topic(),
                id.isEmpty() ? record.topic() + '/' + record.partition() + '/' + record.offset() : id,
                PRIORITIES.contains(priority) ? priority : "normal",
                record.value() == null ? new byte[0] : record.value());
    }

    /** What is critical first; otherwise in the order of arrival, which is the order of each person. */
    static List<Received> mostUrgentFirst(List<Received> arrived) {
        return arrived.stream()
                .sorted(Comparator.comparingInt(one -> PRIORITIES.indexOf(one.priority())))
                .toList();
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "Received[" + topic + ' ' + id + ' ' + priority + ']';
    }
}
