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
 * <p>The first value of a poll is always kept, so that reading goes on. Used by the thread of its consumer alone.
 */
final class ValueBudget implements Deserializer<byte[]> {

    /** Stands for a value that was dropped. */
    private static final byte[] DROPPED = new byte[0];

    private long left;
    private boolean first = true;

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
        if (!first && data.remaining() > left) {
            left = 0;
            return DROPPED;
        }
        first = false;
        left -= data.remaining();
        byte[] value = new byte[data.remaining()];
        data.get(value);
        return value;
    }
}
