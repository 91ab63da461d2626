package io.bhiv.automation.service.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.automation.engine.read.Violation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shapes of answers that are no job and no run. */
public final class Answers {

    private Answers() {}

    public record Jobs(List<JobView> jobs, int count) {}

    /** Newest due time first; {@code before} of the next page is the last one's due time. */
    public record Runs(List<RunView> runs, int count) {}

    public record Next(
            String job, @JsonProperty("due_times") List<Instant> dueTimes) {}

    /** Where a run that was asked for is in the ledger; {@code duplicate} when this request had been made before. */
    public record Requested(
            String job, @JsonProperty("due_at") @Nullable Instant dueAt, boolean duplicate) {}

    public record Paused(String job, @Nullable String paused) {}

    /** {@code recorded} counts those that were not in the ledger yet; none with {@code dry_run}. */
    public record Backfill(
            String job,
            @JsonProperty("dry_run") boolean dryRun,
            int due,
            int recorded,
            @JsonProperty("first_due_times") List<Instant> first) {}

    public record Validation(boolean valid, int jobs, List<Violation> violations) {}

    public record Status(
            String replica, @JsonProperty("in_flight") int inFlight, Config config, ReportState reports) {}

    /** {@code violations} say why the file as it is now is not in force. */
    public record Config(
            String path,
            int jobs,
            String hash,
            @JsonProperty("changed_at") @Nullable Instant changedAt,
            long reloads,
            List<Violation> violations) {}

    public record ReportState(long written, long lost, int waiting, String failure) {}
}
