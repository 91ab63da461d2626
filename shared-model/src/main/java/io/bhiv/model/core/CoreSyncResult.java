package io.bhiv.model.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an update, as it travels on {@code core-sync-results}.
 *
 * @param updateId the update's own id
 * @param status stored (also on every further copy of an update that is stored already) or rejected
 * @param objectId the stored object; null where it was rejected
 * @param storedAt when the object was committed, the same on every further copy; null where it was rejected
 * @param reason why it can never be stored; null where it was stored. Safe to show
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CoreSyncResult(
        @JsonProperty("update_id") UUID updateId,
        Status status,
        @JsonProperty("object_id") @Nullable String objectId,
        @JsonProperty("stored_at") @Nullable Instant storedAt,
        @Nullable String reason) {

    public CoreSyncResult {
        Objects.requireNonNull(updateId, "update_id");
        Objects.requireNonNull(status, "status");
    }

    /** The two ways an update can end in the bucket. */
    public enum Status {
        /** It is an object now. */
        @JsonProperty("stored")
        STORED,
        /** It can never become one as it is; a person must look. */
        @JsonProperty("rejected")
        REJECTED
    }

    public static CoreSyncResult stored(UUID updateId, String objectId, Instant storedAt) {
        return new CoreSyncResult(updateId, Status.STORED, objectId, storedAt, null);
    }

    public static CoreSyncResult rejected(UUID updateId, String reason) {
        return new CoreSyncResult(updateId, Status.REJECTED, null, null, reason);
    }
}
