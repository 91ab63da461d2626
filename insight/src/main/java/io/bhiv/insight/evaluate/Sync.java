package io.bhiv.insight.evaluate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An update of a module, and how far it has come.
 *
 * @param state as the core bridge names it
 * @param reason why it is parked; empty where it is not
 * @param latency from receipt to synced; null until then
 * @param sendings how often it was handed to Kafka; null where that is not kept
 */
public record Sync(
        String id,
        String module,
        String state,
        String reason,
        Instant receivedAt,
        @Nullable Duration latency,
        @Nullable Integer sendings) {

    /** Enough of the id to tell it from its neighbours: it ends by chance, and begins with its time. */
    public String shortId() {
        return id.length() <= 8 ? id : id.substring(id.length() - 8);
    }
}
