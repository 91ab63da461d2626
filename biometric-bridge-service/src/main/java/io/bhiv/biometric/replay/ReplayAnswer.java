package io.bhiv.biometric.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;

/**
 * What a replay does, or would do.
 *
 * @param dryRun true where nothing was changed
 * @param count deliveries concerned
 * @param sample the first of them, oldest first, at most 20
 */
public record ReplayAnswer(@JsonProperty("dry_run") boolean dryRun, long count, List<UUID> sample) {}
