package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Something rare that happened. Limited by a token bucket; what it held back is counted in the next one that is sent.
 *
 * @param subject the intake, module, job, loop or destination
 * @param reason from an enum, or the class of a failure; may be empty
 * @param detail for a person; may be empty
 * @param count how many of them, at least 1
 * @param suppressed events of this kind that were not sent since the last one
 */
public record InsightEvent(
        @JsonProperty("schema_version") String schemaVersion,
        String service,
        String replica,
        UUID boot,
        long sequence,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at,
        Kind kind,
        Severity severity,
        String subject,
        String reason,
        String detail,
        long count,
        long suppressed)
        implements InsightRecord {

    /** What happened. */
    public enum Kind {
        /** Events wait for something specific. */
        PARKED,
        /** Events used up their attempts. */
        DEAD,
        /** A breaker opened, let a trial through, or closed. */
        BREAKER,
        /** A run of a job ended, or a due time passed without one. */
        RUN,
        /** The service or one of its checks changed between ready and not ready, or a loop got stuck. */
        HEALTH,
        /** Accepted events are processed again. */
        REPLAY,
        /** Dead letters got new attempts. */
        REDRIVE,
        /** An update of a module was rejected, or its confirmation failed. */
        SYNC,
        /** A person did something else. */
        OPERATOR,
        /** What only a newer version has a word for, whose replicas report beside those of this one. Nobody sends it. */
        @JsonEnumDefaultValue
        UNKNOWN;

        /** The name used in JSON. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How much attention it deserves. */
    public enum Severity {
        INFO,
        /** As which one is read that only a newer version has a word for. */
        @JsonEnumDefaultValue
        WARNING,
        ERROR;

        /** The name used in JSON. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
