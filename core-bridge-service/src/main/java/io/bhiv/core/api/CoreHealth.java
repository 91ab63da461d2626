package io.bhiv.core.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.status.evaluate.HealthFigures;
import io.bhiv.core.status.evaluate.HealthVerdict;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The published answer of {@code GET /core/health}.
 *
 * @param status {@code ok | degraded | down}
 * @param reason why it is not ok; left out where it is
 * @param uptimeS seconds since the answering replica started, with decimals
 * @param lastSyncTs null before the first sync
 * @param avgLatencyMs24h from acceptance to synced, with decimals; 0 where nothing was synced
 * @param asOf when the figures were read; old where {@code status} is down because the store does not answer
 */
@RegisterForReflection
record CoreHealth(
        String status,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
        @JsonProperty("uptime_s") double uptimeS,
        @JsonProperty("last_sync_ts") @Nullable Instant lastSyncTs,
        @JsonProperty("pending_queue") @Nullable Long pendingQueue,
        @JsonProperty("error_count_24h") @Nullable Long errorCount24h,
        @JsonProperty("avg_latency_ms_24h") @Nullable Double avgLatencyMs24h,
        @JsonProperty("as_of") @Nullable Instant asOf) {

    static CoreHealth of(HealthVerdict verdict, Duration uptime, @Nullable HealthFigures figures) {
        if (figures == null) {
            return new CoreHealth(verdict.wireName(), verdict.reason(), seconds(uptime), null, null, null, null, null);
        }
        Duration latency = figures.averageLatency24h();
        return new CoreHealth(
                verdict.wireName(),
                verdict.reason(),
                seconds(uptime),
                figures.lastSync(),
                figures.pending(),
                figures.errors24h(),
                latency == null ? 0.0 : latency.toNanos() / 1e6,
                figures.asOf());
    }

    private static double seconds(Duration uptime) {
        return uptime.toMillis() / 1e3;
    }
}
