package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One normalised fact about one person, version 1. Identity and observation are written flat, beside the other fields.
 *
 * <p>Emitted once per (resource, metric, statistic), and again with a higher revision when the provider changes it. Consumers keep the
 * highest revision per idempotency key; an equal one is a replay and carries the same event id.
 *
 * @param schemaVersion always {@value #SCHEMA_VERSION}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BiometricEvent(
        @JsonProperty("schema_version") String schemaVersion,
        @JsonUnwrapped Identity identity,
        @JsonUnwrapped Observation observation,
        Effective effective,
        Provenance provenance,
        @Nullable Connection connection,
        @Nullable Map<String, Object> extensions) {

    public static final String SCHEMA_VERSION = "1.0";

    /** The {@code $id} of the JSON schema that every event obeys. */
    public static final String SCHEMA_ID = "urn:biometric-bridge:biometric-event:1";

    /** Where the schema lies on the class path. */
    public static final String SCHEMA_RESOURCE = "/schema/biometric-event.schema.json";

    /** A fact about a person in this version of the schema. */
    public static BiometricEvent of(
            Identity identity,
            Observation observation,
            Effective effective,
            Provenance provenance,
            @Nullable Map<String, Object> extensions) {
        return new BiometricEvent(SCHEMA_VERSION, identity, observation, effective, provenance, null, extensions);
    }

    public UUID eventId() {
        return identity.eventId();
    }

    public String idempotencyKey() {
        return identity.idempotencyKey();
    }

    public @Nullable Long revision() {
        return identity.revision();
    }

    public Operation operation() {
        return identity.operation();
    }

    public String tenantId() {
        return identity.tenantId();
    }

    public Subject subject() {
        return identity.subject();
    }

    public EventKind eventKind() {
        return observation.eventKind();
    }

    public Metric metric() {
        return observation.metric();
    }

    public @Nullable Double value() {
        return observation.value();
    }

    public @Nullable String unit() {
        return observation.unit();
    }

    public ValueStatus valueStatus() {
        return observation.valueStatus();
    }

    public @Nullable Statistic statistic() {
        return observation.statistic();
    }

    public @Nullable MeasurementContext context() {
        return observation.context();
    }

    public @Nullable Series series() {
        return observation.series();
    }

    public @Nullable Session session() {
        return observation.session();
    }

    public @Nullable Quality quality() {
        return observation.quality();
    }

    /** What may stand in a log: no value, no person. */
    @Override
    public String toString() {
        return "BiometricEvent[" + eventId() + ' ' + operation() + ' ' + metric() + " revision=" + revision() + ']';
    }
}
