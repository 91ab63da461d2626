package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values over time: at a fixed interval, or each with its own offset from the start.
 *
 * @param intervalSeconds distance of neighbours, when it is fixed
 * @param offsetsSeconds one per value, when it is not
 * @param values in order of time; null where the provider had none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Series(
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = WireTime.PATTERN, timezone = "UTC")
        Instant start,

        @JsonProperty("interval_seconds") @Nullable Double intervalSeconds,
        @JsonProperty("offsets_seconds") @Nullable List<Double> offsetsSeconds,
        List<@Nullable Double> values) {

    /** Without the values. */
    @Override
    public String toString() {
        return "Series[" + values.size() + " values]";
    }
}
