package io.bhiv.insight.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a job ran and when it will.
 *
 * @param answered whether the service answered in time; else nothing is known
 * @param runs the newest ones, as far back as was requested of the service
 * @param planned the next due times
 * @param runsSince what was before is not known, as there are more runs than were requested; null where these are all
 * @param plannedUntil the same of due times
 */
public record JobTimes(
        String job,
        boolean answered,
        List<Run> runs,
        List<Instant> planned,
        @Nullable Instant runsSince,
        @Nullable Instant plannedUntil) {

    /**
     * A due time and what became of it.
     *
     * @param state its name in the automation service's API
     * @param startedAt null where it did not start
     * @param reason why it ended so; empty where none is given
     */
    public record Run(Instant dueAt, String state, @Nullable Instant startedAt, String reason) {}

    public JobTimes {
        runs = List.copyOf(runs);
        planned = List.copyOf(planned);
    }

    static JobTimes unanswered(String job) {
        return new JobTimes(job, false, List.of(), List.of(), null, null);
    }

    /** From answers to questions for so many. */
    static JobTimes of(String job, List<Run> runs, int askedRuns, List<Instant> planned, int askedPlanned) {
        return new JobTimes(
                job,
                true,
                runs,
                planned,
                runs.size() < askedRuns
                        ? null
                        : runs.stream()
                                .map(Run::dueAt)
                                .min(Comparator.naturalOrder())
                                .orElse(null),
                planned.size() < askedPlanned
                        ? null
                        : planned.stream().max(Comparator.naturalOrder()).orElse(null));
    }

    static List<Run> runs(JsonNode answer) {
        List<Run> runs = new ArrayList<>();
        answer.path("runs").forEach(run -> {
            Instant due = instant(run.path("due_at"));
            if (due != null) {
                runs.add(new Run(
                        due,
                        run.path("state").asText(""),
                        instant(run.path("started_at")),
                        run.path("reason").asText("")));
            }
        });
        return runs;
    }

    static List<Instant> planned(JsonNode answer) {
        List<Instant> planned = new ArrayList<>();
        answer.path("due_times").forEach(time -> {
            Instant due = instant(time);
            if (due != null) {
                planned.add(due);
            }
        });
        return planned;
    }

    private static @Nullable Instant instant(JsonNode time) {
        try {
            return time.isTextual() ? Instant.parse(time.asText()) : null;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
