package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.plan.HealthChange;
import io.bhiv.automation.engine.plan.HealthChange.Verdict;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Works the ends of several runs into the states of their jobs, in the order in which the runs were due. */
public final class HealthChanges {

    private final Function<String, Policies> policies;
    private final Map<String, JobState> states;
    private final List<String> changed = new ArrayList<>();
    private final Map<Entry, Closed> closed = new HashMap<>();

    public HealthChanges(Function<String, Policies> policies, Map<String, JobState> states) {
        this.policies = policies;
        this.states = new HashMap<>(states);
    }

    /**
     * Works ends in.
     *
     * @param wereUnknown those among them that had ended as unknown before: one run counts as one failure
     */
    public void add(List<Entry> ended, Set<RunKey> wereUnknown) {
        ended.stream()
                .sorted(Comparator.comparing(entry -> entry.key().dueAt()))
                .forEach(entry -> add(entry, verdict(entry, wereUnknown.contains(entry.key()))));
    }

    private static Verdict verdict(Entry ended, boolean wasUnknown) {
        Verdict verdict = ended.state().verdict();
        return wasUnknown && verdict == RunState.UNKNOWN.verdict() ? Verdict.NEITHER : verdict;
    }

    private void add(Entry ended, Verdict verdict) {
        String job = ended.key().job();
        JobState before = states.get(job);
        if (before == null) {
            closed.put(ended, new Closed(ended, Optional.empty(), false));
            return;
        }
        HealthChange after = HealthChange.of(policies.apply(job), before, verdict);
        if (!after.state().equals(before)) {
            states.put(job, after.state());
            changed.add(job);
        }
        closed.put(ended, new Closed(ended, after.notice(), after.state().isPaused() && !before.isPaused()));
    }

    /** The states that are no longer as they were. */
    public Map<String, JobState> changed() {
        Map<String, JobState> result = new TreeMap<>();
        changed.forEach(job -> result.put(job, Objects.requireNonNull(states.get(job))));
        return result;
    }

    public Closed of(Entry ended) {
        return Objects.requireNonNull(closed.get(ended), "every end was added");
    }

    /** The ledger names of the notices to be run, in no particular order. */
    public List<String> notices() {
        return closed.values().stream()
                .flatMap(one -> one.notice().stream().map(notice -> notice.jobName(jobOf(one))))
                .toList();
    }

    private static String jobOf(Closed closed) {
        return Objects.requireNonNull(closed.entry()).key().job();
    }
}
