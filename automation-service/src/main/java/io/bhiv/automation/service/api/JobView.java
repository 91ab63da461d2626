package io.bhiv.automation.service.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.plan.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands.
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
                job.enabled() ? DueTimes.after(job.trigger(), from(state, now)).orElse(null) : null);
    }

    /** Behind what is recorded already: after a clock was set back, what it shows again is not due again. */
    private static Instant from(Optional<JobState> state, Instant now) {
        return state.map(JobState::evaluatedTo).filter(now::isBefore).orElse(now);
    }
}
