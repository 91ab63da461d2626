package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a service needs or calls, as the service sees it.
 *
 * @param name {@code postgresql}, {@code kafka}, {@code redis}, {@code bhiv-core}, {@code bhiv-bucket}, {@code karma-tracker}, or a provider's API:
 *     {@code oura-api}
 * @param breaker {@code closed}, {@code half-open} or {@code open}; empty where no breaker stands before it
 * @param nextProbe when an open breaker lets one call through; else null
 * @param p95Ms of the calls since the report before; null where there were none or they are not timed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DependencyReading(
        String name,
        State state,
        String breaker,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonProperty("next_probe") @Nullable
        Instant nextProbe,

        @JsonProperty("p95_ms") @Nullable Double p95Ms) {

    /** Whether it answers. */
    public enum State {
        UP,
        DOWN,
        /** Not called yet; or in a state that only a newer version has a word for, whose replicas report beside those of this one. */
        @JsonEnumDefaultValue
        UNKNOWN;

        /** The name used in JSON. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
