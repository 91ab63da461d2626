package io.bhiv.bucket.intake;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a record on {@code core-updates} turned out to be. */
public sealed interface IncomingUpdate {

    /**
     * An update that can be kept.
     *
     * @param data JSON of what was said
     * @param extra JSON of the fields the sender added beside it; {@code {}} where there were none
     */
    record Whole(UUID id, String module, String sessionId, Instant receivedAt, String data, String extra)
            implements IncomingUpdate {

        @Override
        public String toString() {
            return "Whole[" + id + "]";
        }
    }

    /**
     * A record that can never be kept.
     *
     * @param id what it calls itself, null where not even that can be read
     * @param reason safe to show
     */
    record Broken(@Nullable UUID id, String reason) implements IncomingUpdate {}
}
