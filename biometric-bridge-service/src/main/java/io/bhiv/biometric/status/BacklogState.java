package io.bhiv.biometric.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What waits, and for how long.
 *
 * @param oldestSeconds age of the oldest outstanding delivery; 0 where none is
 * @param parked deliveries set aside, by reason
 */
public record BacklogState(
        long outstanding,
        @JsonProperty("oldest_s") double oldestSeconds,
        @JsonProperty("awaiting_fetch") long awaitingFetch,
        Map<String, Long> parked) {}
