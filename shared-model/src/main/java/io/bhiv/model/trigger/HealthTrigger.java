package io.bhiv.model.trigger;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule fired on an event, or on a night of a person. Wellness information, not medical advice.
 *
 * @param triggerId derived from rule, person, fact or episode, and severity: a replay, or a new revision that crosses no limit, gives
 *     the same id
 * @param eventId the {@link io.bhiv.model.biometric.BiometricEvent} it fired on; null for a rule that knows the person, which fires on
 *     a night
 * @param connectionId the connection that measured it
 * @param rule stable name of the rule, such as {@code FIXED_RMSSD}
 * @param evidence null for the end of an episode
 * @param explanation plain words; every number in it stands in the evidence
 * @param occurredAt when what was measured ended, or began where there is no end; for a night, when it was evaluated
 * @param receivedAt when the provider's delivery reached us; for a night, when it was evaluated
 * @param personal what a rule adds that knows the person; null for the fixed rule
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HealthTrigger(
        @JsonProperty("trigger_id") UUID triggerId,
        @JsonProperty("event_id") @Nullable UUID eventId,
        @JsonProperty("tenant_id") String tenantId,
        @JsonProperty("subject_id") String subjectId,
        @JsonProperty("connection_id") @Nullable String connectionId,
        String rule,
        TriggerType type,
        Severity severity,
        Recommendation recommendation,
        @Nullable Evidence evidence,
        String explanation,
        String disclaimer,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = PATTERN, timezone = "UTC") @JsonProperty("occurred_at")
        Instant occurredAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = PATTERN, timezone = "UTC") @JsonProperty("received_at")
        Instant receivedAt,

        @Nullable Personal personal) {

    /**
     * What a rule adds that knows the person.
     *
     * @param night the local date on which the person woke up, {@code yyyy-mm-dd}
     * @param status {@code OPEN}, {@code ESCALATED} or {@code RESOLVED}
     * @param openedOn the night on which the episode began
     * @param contributing rules that fired in the same night and are merged into this
     * @param alsoUnusual evidence of other metrics
     * @param explainedBy what the person said about the night, which lowered the severity to INFO
     * @param parametersHash of the parameters in force
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Personal(
            String night,
            String status,
            @JsonProperty("opened_on") String openedOn,
            List<String> contributing,
            @JsonProperty("also_unusual") List<Evidence> alsoUnusual,
            @JsonProperty("explained_by") List<String> explainedBy,
            @JsonProperty("engine_version") String engineVersion,
            @JsonProperty("params_hash") String parametersHash) {

        public Personal {
            contributing = List.copyOf(contributing);
            alsoUnusual = List.copyOf(alsoUnusual);
            explainedBy = List.copyOf(explainedBy);
        }

        /** What may stand in a log. */
        @Override
        public String toString() {
            return "Personal[" + status + ']';
        }
    }

    public static final String DISCLAIMER = "wellness_information_not_medical_advice";

    private static final String PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSSX";

    /** What may stand in a log: no value, no explanation. */
    @Override
    public String toString() {
        return "HealthTrigger[" + triggerId + ' ' + rule + ' ' + severity + (eventId == null ? "" : " event=" + eventId)
                + ']';
    }
}
