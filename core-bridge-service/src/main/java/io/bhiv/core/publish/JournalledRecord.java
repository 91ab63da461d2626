package io.bhiv.core.publish;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A committed update as it goes to Kafka. */
@SuppressWarnings("ArrayRecordComponent") // The record's bytes are never changed.
public record JournalledRecord(UUID id, String sessionId, byte[] record) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JournalledRecord that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "JournalledRecord[" + id + "]";
    }
}
