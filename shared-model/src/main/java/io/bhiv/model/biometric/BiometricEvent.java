package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One normalised fact about one person, version 1.
 *
 * <p>Emitted once per (resource, metric, statistic), and again with a higher revision when the provider changes it. Consumers keep the
 * highest revision per idempotency key; an equal one is a replay and carries the same event id.
 *
 * @param schemaVersion always {@value #SCHEMA_VERSION}
 * @param eventId UUIDv5 of idempotency key and revision: the same for every redelivery of the same content
 * @param idempotencyKey {@code provider|connectionId|resourceType|resourceId|metric|(statistic or eventKind)}, at most 512 characters
 * @param revision epoch milliseconds of the source version, monotone per idempotency key
 * @param providerMetric the provider's own path of the field; always set when the metric is {@code other}
 * @param value null unless the status is PRESENT; never 0 for missing
 * @param unit UCUM: {@code /min, ms, %, Cel, s, {steps}, m, kcal, mL/kg/min, {score}}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "schemaVersion",
    "eventId",
    "idempotencyKey",
    "revision",
    "operation",
    "eventKind",
    "tenantId",
    "subject",
    "metric",
    "providerMetric",
    "coding",
    "value",
    "unit",
    "valueStatus",
    "statistic",
    "context",
    "effective",
    "series",
    "session",
    "quality",
    "provenance",
    "connection",
    "extensions"
})
public record BiometricEvent(
        String schemaVersion,
        UUID eventId,
        String idempotencyKey,
        @Nullable Long revision,
        Operation operation,
        EventKind eventKind,
        String tenantId,
        Subject subject,
        Metric metric,
        @Nullable String providerMetric,
        List<Coding> coding,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double value,
        @Nullable String unit,
        ValueStatus valueStatus,
        @Nullable Statistic statistic,
        @Nullable MeasurementContext context,
        Effective effective,
        @Nullable Series series,
        @Nullable Session session,
        @Nullable Quality quality,
        Provenance provenance,
        @Nullable Connection connection,
        @Nullable Map<String, Object> extensions) {

    public static final String SCHEMA_VERSION = "1.0";

    /** The {@code $id} of the JSON schema that every event obeys. */
    public static final String SCHEMA_ID = "urn:biometric-bridge:biometric-event:1";

    /** Where the schema lies on the class path. */
    public static final String SCHEMA_RESOURCE = "/schema/biometric-event.schema.json";

    public BiometricEvent {
        coding = List.copyOf(coding);
    }

    /** What may stand in a log: no value, no person. */
    @Override
    public String toString() {
        return "BiometricEvent[" + eventId + ' ' + operation + ' ' + metric + " revision=" + revision + ']';
    }
}
