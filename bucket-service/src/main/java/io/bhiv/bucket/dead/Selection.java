package io.bhiv.bucket.dead;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which dead packets to list or redrive; a criterion that is not named does not restrict.
 *
 * @param packetIds these packets only; empty for any
 * @param userId packets of this user or employee only
 * @param reason packets one of whose reasons contains this text only
 * @param limit at most so many, oldest first
 */
public record Selection(
        List<String> packetIds,
        @Nullable String userId,
        @Nullable String reason,
        int limit) {

    public Selection {
        packetIds = List.copyOf(packetIds);
    }
}
