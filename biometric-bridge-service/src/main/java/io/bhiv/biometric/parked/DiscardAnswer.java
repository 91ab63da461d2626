package io.bhiv.biometric.parked;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was given up, or would be.
 *
 * @param dryRun true where nothing was changed
 * @param count deliveries concerned
 * @param sample the first of them, oldest first, at most 20
 * @param parkedUntil when the last one of them was parked; null for none
 */
public record DiscardAnswer(
        @JsonProperty("dry_run") boolean dryRun,
        long count,
        List<UUID> sample,
        @JsonProperty("parked_until") @Nullable Instant parkedUntil) {}
