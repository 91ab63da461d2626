package io.bhiv.model.trigger;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule fired on an event. Wellness information, not medical advice.
 *
 * @param triggerId derived from rule, person, fact and severity: a replay, or a new revision that crosses no limit, gives the same
 *     id
 * @param eventId the {@link io.bhiv.model.biometric.BiometricEvent} it fired on
 * @param rule stable name of the rule, such as {@code FIXED_RMSSD}
 * @param explanation plain words; every number in it stands in the evidence
 * @param occurredAt when what was measured ended, or began where there is no end
 * @param receivedAt when the provider's delivery reached us
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HealthTrigger(
        @JsonProperty("trigger_id") UUID triggerId,
        @JsonProperty("event_id") UUID eventId,
        @JsonProperty("tenant_id") String tenantId,
        @JsonProperty("subject_id") String subjectId,
        @JsonProperty("connection_id") @Nullable String connectionId,
        String rule,
        TriggerType type,
        Severity severity,
        Recommendation recommendation,
        Evidence evidence,
        String explanation,
        String disclaimer,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = PATTERN, timezone = "UTC") @JsonProperty("occurred_at")
        Instant occurredAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = PATTERN, timezone = "UTC") @JsonProperty("received_at")
        Instant receivedAt) {

    public static final String DISCLAIMER = "wellness_information_not_medical_advice";

    private static final String PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSSX";

    /** What may stand in a log: no value, no explanation. */
    @Override
    public String toString() {
        return "HealthTrigger[" + triggerId + ' ' + rule + ' ' + severity + " event=" + eventId + ']';
    }
}
