package io.bhiv.kit.intake;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the values of one poll within a budget. A consumer bounds the bytes that a broker sends, and they may be compressed: kilobytes
 * become as many megabytes as their sender likes. What exceeds the budget is dropped here, and its offset is read again by the next poll.
 *
 * <p>The first value of a poll is always kept, so that reading goes on. Of a value above the limit of a record only the beginning is
 * kept: it is parked. Used by the thread of its consumer alone.
 */
final class ValueBudget implements Deserializer<byte[]> {

    /** Stands for a value that was dropped. */
    private static final byte[] DROPPED = new byte[0];

    private final long maxRecord;
    private final int beginning;
    private long left;
    private boolean first = true;

    ValueBudget(IntakeConfig config) {
        this.maxRecord = config.maxRecord().asLongValue();
        this.beginning = (int) config.keptBytes().asLongValue();
    }

    /** A poll begins. */
    void begin(long bytes) {
        left = bytes;
        first = true;
    }

    // An empty value of the sender's equals it.
    @SuppressWarnings("ReferenceEquality")
    static boolean isDropped(ConsumerRecord<String, byte[]> record) {
        return record.value() == DROPPED;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : kept(ByteBuffer.wrap(data));
    }

    @Override
    public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        return data == null ? null : kept(data);
    }

    private byte[] kept(ByteBuffer data) {
        int length = data.remaining() > maxRecord ? Math.min(beginning, data.remaining()) : data.remaining();
        if (!first && length > left) {
            left = 0;
            return DROPPED;
        }
        first = false;
        left -= length;
        byte[] value = new byte[length];
        // What is consumed of the buffer is missing in the record's size.
        data.duplicate().get(value);
        return value;
    }
}
