package io.bhiv.core.deliver;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to reach one destination.
 *
 * @param id the same on every attempt and every replay; the destination recognises a repetition by it
 * @param attempts made so far in this round
 * @param elapsedMs since the first attempt of this round; 0 before it
 */
@SuppressWarnings("ArrayRecordComponent") // The payload is never changed.
public record Delivery(UUID id, Kind kind, Destination destination, byte[] payload, int attempts, long elapsedMs) {

    /** What it is. */
    public enum Kind {
        PAYLOAD,
        EXECUTION,
        REWARD;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where it goes. */
    public enum Destination {
        CORE,
        BUCKET;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Delivery fresh(UUID id, Kind kind, Destination destination, byte[] payload) {
        return new Delivery(id, kind, destination, payload, 0, 0);
    }

    /** The name under which the bucket keeps it. */
    public String objectName() {
        return kind.wireName() + "-" + id + ".json";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Delivery that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Never shows the payload. */
    @Override
    public String toString() {
        return "Delivery[" + id + " " + kind + " to " + destination + "]";
    }
}
