package io.bhiv.automation.engine.plan;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies.Overlap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of the due runs of one job, given those that run or wait already.
 *
 * <p>Must be decided while the job is locked in the ledger: two replicas that decide at the same time would both find
 * nothing running.
 */
public record ClaimPlan(List<Decision> decisions) {

    /** An open row as the ledger has it. */
    public record Candidate(RunKey key, Occasion.Kind kind) {

        boolean isLive() {
            return !kind.isBackground();
        }
    }

    /** What the ledger has of the job apart from its due rows. */
    public record Situation(Optional<String> paused, List<Candidate> running, List<Candidate> waiting) {

        /** Whether another replica has decided about a row since it was seen as due. */
        boolean hasDecided(Candidate candidate) {
            return Stream.concat(running.stream(), waiting.stream())
                    .anyMatch(one -> one.key().equals(candidate.key()));
        }
    }

    /** One step, to be applied in order. */
    public sealed interface Decision {
        RunKey key();

        /** Runs now. */
        record Start(RunKey key) implements Decision {}

        /** Will not run; {@code why} goes to the ledger and the report. */
        record Skip(RunKey key, String why) implements Decision {}

        /** Becomes due again when the run in its way has ended. */
        record Wait(RunKey key) implements Decision {}

        /** Is running, and gets an order to stop. */
        record Cancel(RunKey key) implements Decision {}
    }

    /**
     * Decides about all due runs of one job: those due now before backfills and catch-ups, each oldest first.
     *
     * <p>A backfill or catch-up that is running is never a reason to skip what is due now, and is not stopped for it: what is
     * due now waits for its end, before all other backfills.
     *
     * @param room how many may start; those that there is no room for are left due
     */
    public static ClaimPlan of(Overlap overlap, Situation situation, List<Candidate> due, int room) {
        Draft draft = new Draft(situation);
        List<Candidate> inOrder = due.stream()
                .filter(candidate -> !situation.hasDecided(candidate))
                .sorted(Comparator.comparing((Candidate c) -> c.kind().isBackground())
                        .thenComparing(c -> c.key().dueAt()))
                .toList();
        Optional<Candidate> newest = inOrder.stream().filter(Candidate::isLive).reduce((older, newer) -> newer);
        inOrder.forEach(candidate -> {
            if (overlap == Overlap.REPLACE && isOvertaken(candidate, newest)) {
                draft.skip(candidate.key(), replacedBy(newest.orElseThrow()));
            } else if (situation.paused().isPresent() && !runsWhilePaused(candidate.kind())) {
                draft.skip(candidate.key(), "paused: " + situation.paused().get());
            } else if (overlap == Overlap.ALLOW || !draft.busy()) {
                draft.startIfRoom(candidate, room);
            } else {
                draft.behind(overlap, candidate);
            }
        });
        return new ClaimPlan(List.copyOf(draft.decisions));
    }

    /** Due together with a newer one: starting it only to cancel it would be a call for nothing. */
    private static boolean isOvertaken(Candidate candidate, Optional<Candidate> newest) {
        return candidate.isLive() && newest.isPresent() && !candidate.equals(newest.get());
    }

    private static String replacedBy(Candidate newer) {
        return "replaced by a newer due time: " + newer.key().dueAt();
    }

    /** Requested by name, or the notice of the pause itself. */
    private static boolean runsWhilePaused(Occasion.Kind kind) {
        return switch (kind) {
            case MANUAL, NOTICE, BACKFILL -> true;
            case SCHEDULE, CATCH_UP, STARTUP, EVENT, ROUND -> false;
        };
    }

    /** The decisions so far, and what they have made of the situation. */
    private static final class Draft {
        private final List<Decision> decisions = new ArrayList<>();
        private final List<Candidate> running;
        private final List<Candidate> waiting;
        private int started;

        Draft(Situation situation) {
            running = new ArrayList<>(situation.running());
            waiting = new ArrayList<>(situation.waiting());
        }

        boolean busy() {
            return !running.isEmpty();
        }

        void startIfRoom(Candidate candidate, int room) {
            if (started < room) {
                started++;
                running.add(candidate);
                decisions.add(new Decision.Start(candidate.key()));
            }
        }

        void skip(RunKey key, String why) {
            decisions.add(new Decision.Skip(key, why));
        }

        void behind(Overlap overlap, Candidate candidate) {
            Optional<Candidate> inTheWay =
                    running.stream().filter(Candidate::isLive).findFirst();
            if (!candidate.isLive() || (inTheWay.isEmpty() && overlap != Overlap.REPLACE)) {
                await(candidate);
                return;
            }
            switch (overlap) {
                case SKIP ->
                    skip(
                            candidate.key(),
                            "an earlier run still goes on: "
                                    + inTheWay.orElseThrow().key().dueAt());
                case QUEUE_ONE -> queue(candidate);
                case REPLACE -> replace(candidate);
                case ALLOW -> throw new IllegalStateException("a job that allows overlap never waits for a run");
            }
        }

        private void await(Candidate candidate) {
            waiting.add(candidate);
            decisions.add(new Decision.Wait(candidate.key()));
        }

        private void queue(Candidate candidate) {
            waiting.stream()
                    .filter(Candidate::isLive)
                    .findFirst()
                    .ifPresentOrElse(
                            first -> skip(
                                    candidate.key(),
                                    "another due time already waits: "
                                            + first.key().dueAt()),
                            () -> await(candidate));
        }

        private void replace(Candidate candidate) {
            Optional<Candidate> newest = Stream.concat(running.stream(), waiting.stream())
                    .filter(Candidate::isLive)
                    .max(Comparator.comparing(one -> one.key().dueAt()))
                    .filter(one -> one.key().dueAt().isAfter(candidate.key().dueAt()));
            if (newest.isPresent()) {
                skip(candidate.key(), replacedBy(newest.get()));
                return;
            }
            List<Candidate> overtaken =
                    waiting.stream().filter(Candidate::isLive).toList();
            overtaken.forEach(old -> skip(old.key(), replacedBy(candidate)));
            waiting.removeAll(overtaken);
            running.stream().filter(Candidate::isLive).map(Candidate::key).forEach(this::cancelOnce);
            await(candidate);
        }

        private void cancelOnce(RunKey old) {
            Decision.Cancel cancel = new Decision.Cancel(old);
            if (!decisions.contains(cancel)) {
                decisions.add(cancel);
            }
        }
    }
}
