package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * When a fact holds.
 *
 * @param zoneOffset {@code +hh:mm}, {@code -hh:mm} or {@code Z}
 * @param localDate the day the provider files the fact under; copied, never computed from UTC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Effective(
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC")
        Instant start,

        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC") @Nullable
        Instant end,

        @JsonProperty("zone_offset") @Nullable String zoneOffset,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable @JsonProperty("local_date")
        LocalDate localDate,

        @JsonProperty("zone_source") @Nullable ZoneSource zoneSource) {}
