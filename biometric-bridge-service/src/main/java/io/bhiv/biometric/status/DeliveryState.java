package io.bhiv.biometric.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery stands. Neither its body nor whose it is.
 *
 * @param state {@code outstanding, awaiting_fetch, parked, discarded, dropped} or {@code published}
 * @param reason why it is parked, or the rule that dropped it
 * @param dropped records of a published delivery that a rule dropped, by rule
 * @param attempts entries into the second half, while outstanding
 * @param verifiedBySecret which of the active secrets verified it, the current one being 1; absent for what none signed
 * @param dueAt while outstanding, when any replica may take it (again)
 * @param parkedAt absent unless it is parked or was discarded
 * @param object the reading of the object that it names, while it waits for that
 * @param made what its content makes, read again; absent where that makes nothing, or it is not read for this: it is too large, there is
 *     no memory for it now, it was begun three times and never ended, or it cannot be read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryState(
        @JsonProperty("event_id") UUID eventId,
        String provider,
        @JsonProperty("received_at") Instant receivedAt,
        int revision,
        boolean late,
        @JsonProperty("body_bytes") int bodyBytes,
        String state,
        @Nullable String reason,
        @Nullable Map<String, Long> dropped,
        @Nullable Integer attempts,
        String channel,
        @JsonProperty("verified_by_secret") @Nullable Integer verifiedBySecret,
        @JsonProperty("due_at") @Nullable Instant dueAt,
        @JsonProperty("parked_at") @Nullable Instant parkedAt,
        @JsonProperty("discarded_at") @Nullable Instant discardedAt,
        @Nullable ObjectState object,
        @Nullable Made made) {

    /**
     * How far the reading of an object has come.
     *
     * @param reason why the last attempt failed; absent where none did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ObjectState(
            String type,
            @JsonProperty("due_at") Instant dueAt,
            int attempts,
            @Nullable String reason) {}

    /**
     * What a delivery's content makes. A later version of a resource replaces what is known of the publishing of an earlier one.
     *
     * @param events the first of them; {@code count} is how many there are
     * @param triggers what single events fired, without the explanations
     * @param published absent where it is not published, or nothing of it stands any more
     * @param replacedBy a later delivery with a newer version of the same resources
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Made(
            int count,
            List<Event> events,
            List<Trigger> triggers,
            @Nullable Published published,
            @JsonProperty("replaced_by") @Nullable UUID replacedBy) {

        public Made {
            events = List.copyOf(events);
            triggers = List.copyOf(triggers);
        }
    }

    public record Event(@JsonProperty("event_id") UUID eventId, String metric, String operation) {}

    public record Trigger(@JsonProperty("trigger_id") UUID triggerId, String rule, String severity) {}

    /**
     * When it was settled, and where on {@code biometric-events} its first event lies; the others follow in the same partition.
     *
     * @param partition absent with the offset where only links changed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Published(
            Instant at,
            @Nullable Integer partition,
            @Nullable Long offset) {}

    public DeliveryState withMade(@Nullable Made found) {
        return new DeliveryState(
                eventId,
                provider,
                receivedAt,
                revision,
                late,
                bodyBytes,
                state,
                reason,
                dropped,
                attempts,
                channel,
                verifiedBySecret,
                dueAt,
                parkedAt,
                discardedAt,
                object,
                found);
    }
}
