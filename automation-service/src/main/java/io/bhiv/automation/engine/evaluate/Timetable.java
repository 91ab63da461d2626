package io.bhiv.automation.engine.evaluate;

import io.bhiv.automation.engine.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All scheduled jobs in the order in which they are due next, so that a turn costs what is due and not what is scheduled.
 *
 * <p>{@link #due} changes nothing; {@link #advance} moves on, and is called when what was due is in the ledger. In between
 * everything may fail, and the next turn finds the same due again. For one thread at a time.
 */
public final class Timetable {

    /** Jobs that are owed older due times than this come after the others: catching up delays no other job. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private final Map<String, Job> jobs = new HashMap<>();
    private final Map<String, Instant> cursors = new HashMap<>();
    private final Map<String, Instant> nextOf = new HashMap<>();
    private final TreeMap<Instant, Set<String>> byNext = new TreeMap<>();

    /**
     * What is due up to an instant.
     *
     * @param cursors up to where each job was evaluated
     * @param complete false when more is due, to be asked for after {@link #advance}
     */
    public record DueRuns(List<Occurrence> occurrences, Map<String, Instant> cursors, boolean complete) {
        public static final DueRuns NONE = new DueRuns(List.of(), Map.of(), true);

        public boolean isEmpty() {
            return cursors.isEmpty();
        }
    }

    /**
     * A table of the enabled jobs.
     *
     * @param startingAt up to where each job's schedule is in the ledger already
     */
    public Timetable(Collection<Job> jobs, Map<String, Instant> startingAt) {
        jobs.stream().filter(Job::enabled).forEach(job -> {
            Instant cursor = startingAt.get(job.name());
            if (cursor != null) {
                this.jobs.put(job.name(), job);
                place(job, cursor);
            }
        });
    }

    /** What is due by {@code now}; stops after the job with which there are {@code enough} occurrences. */
    public DueRuns due(Instant now, int enough) {
        List<Occurrence> occurrences = new ArrayList<>();
        Map<String, Instant> looked = new LinkedHashMap<>();
        boolean complete = true;
        NavigableMap<Instant, Set<String>> dueNow = byNext.headMap(now, true);
        Instant late = now.minus(LATE);
        for (NavigableMap<Instant, Set<String>> part :
                List.of(dueNow.tailMap(late, true), dueNow.headMap(late, false))) {
            for (String name : part.values().stream().flatMap(Set::stream).toList()) {
                if (occurrences.size() >= enough) {
                    return new DueRuns(occurrences, looked, false);
                }
                Job job = job(name);
                Evaluation evaluation = Evaluation.of(
                        name, job.trigger(), job.policies().misfire(), cursors.getOrDefault(name, now), now);
                occurrences.addAll(evaluation.occurrences());
                looked.put(name, evaluation.cursor());
                complete &= evaluation.complete();
            }
        }
        return looked.isEmpty() ? DueRuns.NONE : new DueRuns(occurrences, looked, complete);
    }

    /** What was due is recorded. */
    public void advance(DueRuns due) {
        due.cursors().forEach((name, cursor) -> place(job(name), cursor));
    }

    /** When something is due next; empty when nothing is, ever. */
    public Optional<Instant> nextDue() {
        return byNext.isEmpty() ? Optional.empty() : Optional.of(byNext.firstKey());
    }

    private Job job(String name) {
        Job job = jobs.get(name);
        if (job == null) {
            throw new IllegalStateException("the timetable has no job '" + name + "'");
        }
        return job;
    }

    private void place(Job job, Instant cursor) {
        String name = job.name();
        Instant before = nextOf.remove(name);
        if (before != null) {
            byNext.computeIfPresent(before, (at, names) -> names.remove(name) && names.isEmpty() ? null : names);
        }
        cursors.put(name, cursor);
        DueTimes.after(job.trigger(), cursor).ifPresent(next -> {
            nextOf.put(name, next);
            byNext.computeIfAbsent(next, at -> new TreeSet<>()).add(name);
        });
    }
}
