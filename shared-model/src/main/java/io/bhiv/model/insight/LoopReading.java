package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The heartbeat of a background loop, a scheduled job or a Kafka intake.
 *
 * @param silenceMs time since its last turn, successful or not
 * @param limitMs silence after which it is stuck
 * @param failuresInARow failed turns since the last success
 */
public record LoopReading(
        String loop,
        @JsonProperty("silence_ms") long silenceMs,
        @JsonProperty("limit_ms") long limitMs,
        @JsonProperty("failures_in_a_row") int failuresInARow) {

    /** Not even failing turns happen any more: only a restart helps. */
    @JsonIgnore
    public boolean isStuck() {
        return silenceMs > limitMs;
    }
}
