package io.bhiv.core.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The published answer of {@code GET /bucket/status}. {@code last_sync_time} is null before the first sync. */
@RegisterForReflection
public record BucketStatus(
        @JsonProperty("last_sync_time") @Nullable Instant lastSyncTime,
        @JsonProperty("total_sync_count") long totalSyncCount,
        @JsonProperty("module_sync_counts") Map<String, Long> moduleSyncCounts) {}
