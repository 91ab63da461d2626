package io.bhiv.model.core;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a module sent to the core, as it travels on {@code core-updates}. For consumers that want a type: the core bridge
 * composes the record as text, and the bucket reads it without making objects.
 *
 * @param updateId identity of the update; the same on every copy. Ordered by time of receipt (UUID version 7)
 * @param module the sender: 1–64 characters of letters, digits, {@code . _ : -}, the first a letter or digit
 * @param sessionId the conversation it belongs to, 1–128 characters; the record's key, so order holds within it
 * @param receivedAt when it was accepted
 * @param data the content: any JSON object of up to 1 MiB
 * @param extra fields the sender added beside these, kept as they came; never contains the names above
 */
public record CoreUpdate(
        @JsonProperty("update_id") UUID updateId,
        String module,
        @JsonProperty("session_id") String sessionId,
        @JsonProperty("received_at") Instant receivedAt,
        Map<String, @Nullable Object> data,
        @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> extra) {

    public CoreUpdate {
        data = copy(data);
        extra = copy(extra);
    }

    /** Senders' maps may hold nulls, which {@code Map.copyOf} refuses; some readers pass no map at all. */
    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Prints module and time, never the content. */
    @Override
    public String toString() {
        return "CoreUpdate[" + updateId + " " + module + " " + receivedAt + "]";
    }
}
