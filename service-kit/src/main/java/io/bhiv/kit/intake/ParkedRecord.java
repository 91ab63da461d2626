package io.bhiv.kit.intake;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that was not taken, as it is kept.
 *
 * @param reason safe to show
 * @param size bytes of the whole value; -1 where the record has none
 * @param value the value's first bytes; null where the record has none
 */
public record ParkedRecord(
        String topic, int partition, long offset, String reason, long size, byte @Nullable [] value) {

    static ParkedRecord of(Refused refused, int keptBytes) {
        ConsumerRecord<String, byte[]> record = refused.record();
        byte[] value = record.value();
        boolean whole = value == null || value.length <= keptBytes;
        return new ParkedRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                refused.reason(),
                value == null ? -1 : Math.max(value.length, record.serializedValueSize()),
                whole ? value : Arrays.copyOf(value, keptBytes));
    }

    /** Not the value. */
    @Override
    public String toString() {
        return "ParkedRecord[" + topic + "/" + partition + "/" + offset + " " + reason + "]";
    }
}
