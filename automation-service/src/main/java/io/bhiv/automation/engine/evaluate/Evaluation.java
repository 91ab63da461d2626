package io.bhiv.automation.engine.evaluate;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence.Timeliness;
import io.bhiv.automation.engine.job.Policies.Misfire;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job's schedule owes up to an instant.
 *
 * @param occurrences oldest first
 * @param cursor up to where the schedule has been looked at; the next evaluation starts there
 * @param complete false when there was more than one step can hold; the next step continues
 */
public record Evaluation(List<Occurrence> occurrences, Instant cursor, boolean complete) {

    /**
     * Due times decided in one step. A year of a one-second job is worked off in steps: it neither fills the memory nor keeps
     * other jobs waiting.
     */
    static final int STEP = 2_000;

    /**
     * Decides every due time in {@code (cursor, now]}.
     *
     * <p>Due times found within the tolerance are always run. Of the late ones, {@code all} keeps the
     * newest {@code limit}, {@code last} keeps the newest unless one that is on time follows it, {@code none} keeps nothing;
     * and none older than {@code maxAge} is kept. What is not kept is recorded as missed, with the reason.
     */
    public static Evaluation of(String job, Trigger trigger, Misfire policy, Instant cursor, Instant now) {
        if (!now.isAfter(cursor)) {
            return new Evaluation(List.of(), cursor, true);
        }
        // How many newer ones there are decides about a due time, as far as the policy counts.
        int counted = policy.mode() == Misfire.Mode.ALL ? policy.limit() : 1;
        List<Instant> due = DueTimes.between(trigger, cursor, now, STEP + counted);
        boolean complete = due.size() < STEP + counted;
        List<Instant> decided = complete ? due : due.subList(0, STEP);
        List<Occurrence> occurrences = new ArrayList<>(decided.size());
        for (int i = 0; i < decided.size(); i++) {
            int newer = due.size() - 1 - i;
            occurrences.add(occurrence(job, policy, due.get(i), newer, now));
        }
        return new Evaluation(occurrences, complete ? now : decided.getLast(), complete);
    }

    private static Occurrence occurrence(String job, Misfire policy, Instant dueAt, int newer, Instant now) {
        Duration late = Duration.between(dueAt, now);
        return late.compareTo(policy.tolerance()) <= 0
                ? Occurrence.due(job, dueAt, Occasion.SCHEDULED)
                : new Occurrence(job, dueAt, Occasion.CAUGHT_UP, timeliness(policy, newer, late));
    }

    private static Timeliness timeliness(Misfire policy, int newer, Duration late) {
        if (late.compareTo(policy.maxAge()) > 0) {
            return new Timeliness.Missed("older than the age limit of " + policy.maxAge());
        }
        return switch (policy.mode()) {
            case NONE -> new Timeliness.Missed("misfire policy none");
            case LAST ->
                newer == 0 ? new Timeliness.Due() : new Timeliness.Missed("misfire policy last: a newer one is run");
            case ALL ->
                newer < policy.limit()
                        ? new Timeliness.Due()
                        : new Timeliness.Missed("misfire policy all: beyond the limit of " + policy.limit());
        };
    }
}
