package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of a background loop, a scheduled job or a Kafka intake.
 *
 * @param silenceMs time since its last turn, successful or not
 * @param limitMs silence after which it is stuck
 * @param failuresInARow failed turns since the last success
 * @param turnMs how long a consumer has been at its present batch, failed turns included; 0 between two batches and for all
 *     other loops; null from a version that does not report it
 * @param overdueMs how long ago a background loop should have begun the turn that was due, or ended the one under way; 0 where it is on time
 *     and for all that are no background loops; null from a version that does not report it
 */
public record LoopReading(
        String loop,
        @JsonProperty("silence_ms") long silenceMs,
        @JsonProperty("limit_ms") long limitMs,
        @JsonProperty("failures_in_a_row") int failuresInARow,
        @JsonProperty("turn_ms") @Nullable Long turnMs,
        @JsonProperty("overdue_ms") @Nullable Long overdueMs) {

    /** So many turns that failed in a row are reported; fewer are what retries are for. */
    public static final int FAILING = 3;

    /** No batch of records takes this long while what it needs is there. */
    public static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    /** Not even failing turns happen any more: only a restart helps. */
    @JsonIgnore
    public boolean isStuck() {
        return silenceMs > limitMs;
    }

    /** One batch takes too long: its dependency does not respond. */
    @JsonIgnore
    public boolean isHeldUp() {
        return turnMs != null && turnMs > LONGEST_TURN.toMillis();
    }

    /** Its turns keep failing. */
    @JsonIgnore
    public boolean isFailing() {
        return failuresInARow >= FAILING;
    }

    /** It does not do what was due. */
    @JsonIgnore
    public boolean isOverdue() {
        return overdueMs != null && overdueMs > 0;
    }
}
