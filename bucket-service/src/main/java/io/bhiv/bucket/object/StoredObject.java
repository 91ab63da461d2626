package io.bhiv.bucket.object;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * A core update as it is stored.
 *
 * @param data JSON, as it arrived
 */
public record StoredObject(
        @JsonProperty("object_id") String objectId,
        String module,
        @JsonProperty("session_id") String sessionId,
        @JsonProperty("received_at") Instant receivedAt,
        @JsonProperty("stored_at") Instant storedAt,
        @JsonRawValue String data) {

    /** Without the data. */
    @Override
    public String toString() {
        return "StoredObject[" + objectId + " " + module + "]";
    }
}
