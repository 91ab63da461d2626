package io.bhiv.core.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted submission with its identity, ready to be journalled and sent.
 *
 * @param record the Kafka value
 * @param key what an Idempotency-Key makes of it; null where none was sent
 */
@SuppressWarnings("ArrayRecordComponent") // The record's bytes are built once and never changed.
public record ReceivedUpdate(
        UUID id,
        String module,
        String sessionId,
        byte[] record,
        @Nullable IdempotencyKey key) {

    public Instant receivedAt() {
        return UpdateIds.timeOf(id);
    }

    /** Bytes this update weighs in a queue. */
    public long weight() {
        return record.length + 256L;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReceivedUpdate that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Says who and when, never what. */
    @Override
    public String toString() {
        return "ReceivedUpdate[" + id + " " + module + "]";
    }
}
