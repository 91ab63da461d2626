package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one replica counted in one interval.
 *
 * @param intervalMs time since the report before, in milliseconds
 * @param startedAt when the process started
 * @param counts what changed; nothing that stayed the same
 * @param timings what was timed in the interval; nothing without a call
 * @param vitals in every fifth report, else null
 * @param last true where the process stops after it, and sends no other one; else null, as in what the version before sends
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InsightReport(
        @JsonProperty("schema_version") String schemaVersion,
        String service,
        String replica,
        UUID boot,
        long sequence,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at,
        @JsonProperty("interval_ms") int intervalMs,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonProperty("started_at")
        Instant startedAt,

        List<CountDelta> counts,
        List<Timing> timings,
        @Nullable Vitals vitals,
        @Nullable Boolean last)
        implements InsightRecord {

    public InsightReport {
        counts = List.copyOf(counts);
        timings = List.copyOf(timings);
    }

    /** The same report with these vitals; without any where there are none. */
    public InsightReport with(@Nullable Vitals others) {
        return with(others, last);
    }

    /** The same report as the last one of its process. */
    public InsightReport asLast() {
        return with(vitals, true);
    }

    public boolean endsItsProcess() {
        return Boolean.TRUE.equals(last);
    }

    private InsightReport with(@Nullable Vitals others, @Nullable Boolean end) {
        return new InsightReport(
                schemaVersion,
                service,
                replica,
                boot,
                sequence,
                at,
                intervalMs,
                startedAt,
                counts,
                timings,
                others,
                end);
    }
}
