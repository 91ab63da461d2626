package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.ledger.LedgerLines.JobNote;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.plan.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is due, as the file ledger records it. */
record FileRecording(BookTurn turn) {

    Map<String, Standing> reconcile(Map<String, String> schedules) {
        List<String> gone = turn.book().jobs().keySet().stream()
                .filter(name -> !schedules.containsKey(name))
                .toList();
        gone.forEach(this::retire);
        schedules.forEach(this::know);
        return turn.book().standings(schedules.keySet());
    }

    private void retire(String name) {
        turn.book().job(name).filter(note -> !note.retired()).ifPresent(note -> turn.job(name, note.asRetired()));
    }

    private void know(String name, String schedule) {
        Optional<JobNote> known = turn.book().job(name);
        if (known.isEmpty()) {
            turn.job(name, new JobNote(schedule, false, Standing.fresh(turn.now()), false));
        } else if (known.get().retired() || !known.get().schedule().equals(schedule)) {
            Standing standing = known.get().standing().withEvaluatedTo(turn.now());
            turn.job(name, new JobNote(schedule, false, standing, false));
        }
    }

    List<Entry> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        List<Entry> made = new ArrayList<>();
        for (Occurrence occurrence : occurrences) {
            RunKey key = new RunKey(occurrence.job(), BookTurn.micros(occurrence.dueAt()));
            if (!turn.book().has(key)) {
                made.add(turn.record(occurrence, key));
            }
        }
        cursors.forEach(this::moveCursor);
        return made;
    }

    private void moveCursor(String job, Instant to) {
        turn.book()
                .job(job)
                .map(JobNote::standing)
                .filter(standing -> standing.evaluatedTo().isBefore(to))
                .ifPresent(standing -> turn.standing(job, standing.withEvaluatedTo(to)));
    }

    Optional<RunKey> recordOccasion(Occurrence occurrence) {
        Optional<String> occasion = occurrence.occasion().key();
        if (occasion.isPresent() && !turn.occasion(occurrence.job(), occasion.get())) {
            return Optional.empty();
        }
        RunKey key = turn.free(occurrence.job(), occurrence.dueAt());
        return Optional.of(turn.record(occurrence, key).key());
    }

    Optional<RunKey> cross(String job, boolean above, Instant at) {
        Optional<JobNote> known = turn.book().job(job).filter(note -> note.above() != above);
        known.ifPresent(note -> turn.job(job, note.withAbove(above)));
        return known.isEmpty() || !above
                ? Optional.empty()
                : recordOccasion(Occurrence.due(job, at, Occasion.of(Occasion.Kind.EVENT)));
    }
}
