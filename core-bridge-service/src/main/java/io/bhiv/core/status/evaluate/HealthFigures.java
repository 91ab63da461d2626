package io.bhiv.core.status.evaluate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the database has about the round trip at one instant, by its own clock.
 *
 * @param pending accepted and neither synced nor parked
 * @param parked refused by the bucket or Kafka, and waiting for a replay
 * @param grownBy accepted minus finished over the recent window; negative while a backlog drains
 * @param acceptedRecently accepted over the same window
 * @param oldestPending age of the oldest pending update; null where none is pending
 * @param lastSync when an update was last marked synced; null before the first
 * @param totalSynced synced since ever
 * @param errors24h parked updates and finally failed deliveries of the last 24 hours
 * @param averageLatency24h from acceptance to synced, late ones included; null where nothing was synced
 */
public record HealthFigures(
        Instant asOf,
        long pending,
        long parked,
        long grownBy,
        long acceptedRecently,
        @Nullable Duration oldestPending,
        @Nullable Instant lastSync,
        long totalSynced,
        long errors24h,
        @Nullable Duration averageLatency24h) {}
