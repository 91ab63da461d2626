package io.bhiv.biometric.parked;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;

/**
 * What was given up, or would be.
 *
 * @param dryRun true where nothing was changed
 * @param count deliveries concerned
 * @param sample the first of them, oldest first, at most 20
 */
public record DiscardAnswer(@JsonProperty("dry_run") boolean dryRun, long count, List<UUID> sample) {}
