package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.plan.ClaimPlan;
import io.bhiv.automation.engine.plan.ClaimPlan.Candidate;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision;
import io.bhiv.automation.engine.plan.ClaimPlan.Situation;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who runs what is due, as the file ledger gives it out. */
record FileClaiming(BookTurn turn, String replica, Duration lease) {

    Claims claim(int atMost, Function<String, Optional<Policies>> policies) {
        Instant now = turn.now();
        List<Entry> due = turn.book().open(RunState.DUE).stream()
                .filter(entry -> !entry.key().dueAt().isAfter(now))
                .limit(Math.max(0, atMost))
                .toList();
        Map<String, List<Candidate>> byJob = due.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.key().job(),
                        LinkedHashMap::new,
                        Collectors.mapping(FileClaiming::candidate, Collectors.toList())));
        List<Decision> decisions = new ArrayList<>();
        byJob.forEach((job, candidates) -> decisions.addAll(decide(job, candidates, policies)));
        return apply(decisions, due.size() == atMost);
    }

    private List<Decision> decide(
            String job, List<Candidate> candidates, Function<String, Optional<Policies>> policies) {
        return ClaimPlan.of(
                        policies.apply(job).orElseGet(Policies::standard).overlap(),
                        situation(job),
                        candidates,
                        candidates.size())
                .decisions();
    }

    private Situation situation(String job) {
        return new Situation(
                turn.book().job(job).flatMap(note -> note.standing().paused()),
                turn.book().openOf(job, RunState.RUNNING).stream()
                        .map(Entry::key)
                        .toList(),
                turn.book().openOf(job, RunState.WAITING).stream()
                        .map(FileClaiming::candidate)
                        .toList());
    }

    private static Candidate candidate(Entry entry) {
        return new Candidate(entry.key(), entry.kind());
    }

    private Claims apply(List<Decision> decisions, boolean more) {
        List<Claim> started = new ArrayList<>();
        List<Entry> skipped = new ArrayList<>();
        List<RunKey> cancel = new ArrayList<>();
        for (Decision decision : decisions) {
            Entry entry = turn.book().entry(decision.key());
            switch (decision) {
                case Decision.Start start -> started.add(start(entry));
                case Decision.Skip skip ->
                    skipped.add(turn.run(Entries.ended(entry, RunState.SKIPPED, skip.why(), 0, turn.now())));
                case Decision.Wait wait -> turn.run(Entries.in(entry, RunState.WAITING));
                case Decision.Cancel asked -> {
                    turn.book().cancel(asked.key());
                    cancel.add(asked.key());
                }
            }
        }
        return new Claims(started, skipped, cancel, more);
    }

    private Claim start(Entry entry) {
        Entry running = turn.run(Entries.started(entry, replica, turn.now()));
        turn.book().lease(running.key(), turn.now().plus(lease));
        return new Claim(running.key(), running.epoch(), running.kind(), turn.now());
    }
}
