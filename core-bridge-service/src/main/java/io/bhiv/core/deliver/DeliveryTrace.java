package io.bhiv.core.deliver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery stands, and how it came there.
 *
 * @param attempts calls that were made, those since the last replay
 * @param firstAttemptAt null before the first one
 * @param dueAt when it is attempted next; null unless pending
 * @param finishedAt when it was delivered or had failed; null unless it has
 */
public record DeliveryTrace(
        DeliveryState state,
        String kind,
        String destination,
        int attempts,
        int replays,
        Instant createdAt,
        @Nullable Instant firstAttemptAt,
        @Nullable Instant dueAt,
        @Nullable Instant finishedAt) {}
