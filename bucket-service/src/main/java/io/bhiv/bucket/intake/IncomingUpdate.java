package io.bhiv.bucket.intake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record of {@code core-updates} after reading. */
public sealed interface IncomingUpdate {

    /**
     * An update that can be stored.
     *
     * @param data JSON of the update's data
     * @param extra JSON of the fields the sender added beside it; {@code {}} if there were none
     */
    record Whole(UUID id, String module, String sessionId, Instant receivedAt, String data, String extra)
            implements IncomingUpdate {

        @Override
        public String toString() {
            return "Whole[" + id + "]";
        }
    }

    /**
     * A record that can never be stored.
     *
     * @param id its id, null if not even that can be read
     * @param reason safe to show
     */
    record Broken(@Nullable UUID id, String reason) implements IncomingUpdate {}

    /**
     * One record of {@code core-updates}.
     *
     * @param key the record's key; its result is published under the same one
     */
    record ReceivedUpdate(String key, IncomingUpdate content) {

        /** Those that can be stored, in order. */
        public static List<IncomingUpdate.Whole> readable(List<ReceivedUpdate> updates) {
            return updates.stream()
                    .map(ReceivedUpdate::content)
                    .filter(IncomingUpdate.Whole.class::isInstance)
                    .map(IncomingUpdate.Whole.class::cast)
                    .toList();
        }
    }
}
