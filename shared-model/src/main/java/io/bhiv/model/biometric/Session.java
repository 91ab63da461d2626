package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A night, a nap or a workout.
 *
 * @param type the provider's type of it, as text
 * @param stages sleep stages in order: {@code {"offset_seconds": 900, "stage": "DEEP"}}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Session(
        @JsonProperty("session_id") @Nullable String sessionId,
        @JsonProperty("cycle_id") @Nullable String cycleId,
        @JsonProperty("is_nap") @Nullable Boolean isNap,
        @Nullable String type,
        @Nullable List<Map<String, Object>> stages) {

    /** Without what the person did. */
    @Override
    public String toString() {
        return "Session[" + sessionId + ']';
    }
}
