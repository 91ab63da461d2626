package io.bhiv.automation.service.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.read.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shapes of what the API answers. */
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

    /** {@code violations} are why the file as it is now is not in force. */
    public record Config(
            String path,
            int jobs,
            String hash,
            @JsonProperty("changed_at") @Nullable Instant changedAt,
            long reloads,
            List<Violation> violations) {}

    public record ReportState(long written, long lost, int waiting, String failure) {}

    /**
     * A job and its state.
     *
     * @param actions the types alone: settings may hold confidential values
     * @param paused why it is paused; null when it is not
     * @param nextDue null when no due time is scheduled
     */
    public record JobView(
            String name,
            boolean enabled,
            String trigger,
            List<String> actions,
            String overlap,
            @Nullable String paused,
            boolean failing,
            @JsonProperty("failures_in_a_row") int failures,
            @JsonProperty("next_due") @Nullable Instant nextDue) {

        static JobView of(Job job, Optional<JobState> state, Instant now) {
            return new JobView(
                    job.name(),
                    job.enabled(),
                    job.trigger().wireName(),
                    job.actions().stream().map(ActionSpec::type).toList(),
                    job.policies().overlap().wireName(),
                    state.flatMap(JobState::paused).orElse(null),
                    state.map(JobState::failing).orElse(false),
                    state.map(JobState::failures).orElse(0),
                    job.enabled()
                            ? DueTimes.after(job.trigger(), from(state, now)).orElse(null)
                            : null);
        }

        /** Behind what is recorded already: after a clock was set back, what it shows again is not due again. */
        private static Instant from(Optional<JobState> state, Instant now) {
            return state.map(JobState::evaluatedTo).filter(now::isBefore).orElse(now);
        }
    }

    /** One row of the ledger. */
    public record RunView(
            String job,
            @JsonProperty("due_at") Instant dueAt,
            String occasion,
            String state,
            @Nullable String reason,
            @Nullable String replica,
            int attempts,
            @JsonProperty("recorded_at") Instant recordedAt,
            @JsonProperty("started_at") @Nullable Instant startedAt,
            @JsonProperty("ended_at") @Nullable Instant endedAt) {

        static RunView of(Entry entry) {
            return new RunView(
                    entry.key().job(),
                    entry.key().dueAt(),
                    entry.kind().wireName(),
                    entry.state().wireName(),
                    entry.reason(),
                    entry.replica(),
                    entry.attempts(),
                    entry.recordedAt(),
                    entry.startedAt(),
                    entry.endedAt());
        }
    }
}
