package io.bhiv.core.deliver;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to reach one destination.
 *
 * @param id the same on every attempt and every replay; the destination knows a repetition by it
 * @param filename under which the bucket keeps it; null for the core
 * @param attempts made so far in this round
 * @param elapsedMs since the first attempt of this round; 0 before it
 */
@SuppressWarnings("ArrayRecordComponent") // The payload is never changed.
public record Delivery(
        UUID id,
        Kind kind,
        Destination destination,
        @Nullable String filename,
        byte[] payload,
        int attempts,
        long elapsedMs) {

    /** What it is. */
    public enum Kind {
        PAYLOAD,
        EXECUTION,
        REWARD;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where it goes. */
    public enum Destination {
        CORE,
        BUCKET;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Delivery fresh(UUID id, Kind kind, Destination destination, @Nullable String filename, byte[] payload) {
        return new Delivery(id, kind, destination, filename, payload, 0, 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Delivery that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Says which, never what. */
    @Override
    public String toString() {
        return "Delivery[" + id + " " + kind + " to " + destination + "]";
    }
}
