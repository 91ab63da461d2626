package io.bhiv.biometric.fetch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How reading from providers stands. The same on every replica.
 *
 * @param objects objects that are still to be read, by provider and by what holds them up
 * @param quota what is left of each limit for notices
 * @param silence time since the last notice of each type that is subscribed to, over all connections
 */
public record FetchState(
        List<Waiting> objects,
        List<Polled> polls,
        List<CallBudget.Left> quota,
        List<Application> applications,
        List<Silence> silence) {

    public FetchState {
        objects = List.copyOf(objects);
        polls = List.copyOf(polls);
        quota = List.copyOf(quota);
        applications = List.copyOf(applications);
        silence = List.copyOf(silence);
    }

    /**
     * Objects to be read.
     *
     * @param reason why the last attempt failed; {@code due} before the first, {@code no_connection} where the person must connect first
     */
    public record Waiting(
            String provider,
            String reason,
            long objects,
            @JsonProperty("oldest_s") double oldestSeconds) {}

    /**
     * Polls of a provider.
     *
     * @param backfilling connections and types whose past is not read yet
     * @param overdue those that should have been read an hour ago
     */
    public record Polled(String provider, long backfilling, long overdue) {}

    /**
     * Our application at a provider.
     *
     * @param pausedSeconds the rest of the pause that the provider asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Application(
            String provider,
            @JsonProperty("paused_s") double pausedSeconds,
            @JsonProperty("subscriptions_missing") @Nullable Integer subscriptionsMissing,
            @JsonProperty("subscriptions_end_at") @Nullable Instant subscriptionsEndAt) {}

    /** A type whose notices do not come. */
    public record Silence(String provider, String type, double seconds) {}
}
