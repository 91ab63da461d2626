package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.plan.RunKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** How runs ended and what follows, as the file ledger keeps it. */
record FileClosing(BookTurn turn) {

    List<Closed> close(List<Closing> closings, Function<String, Policies> policies) {
        Map<RunKey, Entry> ended = new HashMap<>();
        closings.forEach(closing -> turn.book()
                .find(closing.key())
                .filter(entry -> accepts(entry, closing))
                .ifPresent(entry -> ended.put(
                        closing.key(),
                        turn.run(Entries.ended(
                                entry, closing.state(), closing.reason(), closing.attempts(), turn.now())))));
        Aftermaths aftermaths = new Aftermaths(
                policies, turn.book().standings(turn.book().jobs().keySet()));
        aftermaths.add(List.copyOf(ended.values()));
        aftermaths.changed().forEach(turn::standing);
        aftermaths.notices().forEach(this::give);
        promote();
        return closings.stream()
                .map(closing -> ended.get(closing.key()))
                .map(entry -> entry == null ? Closed.REFUSED : aftermaths.of(entry))
                .toList();
    }

    private boolean accepts(Entry entry, Closing closing) {
        if (entry.epoch() != closing.epoch()) {
            return false;
        }
        boolean unknown = closing.state() == RunState.UNKNOWN;
        return switch (entry.state()) {
            case RUNNING -> !unknown || turn.book().hasLapsed(entry.key(), turn.now());
            case UNKNOWN -> !unknown;
            case DUE, WAITING, SUCCEEDED, FAILED, SKIPPED, MISSED, CANCELLED -> false;
        };
    }

    /** A job without actions for a notice has no such job in the ledger, and gets none. */
    private void give(String notice) {
        boolean wanted = turn.book().job(notice).filter(note -> !note.retired()).isPresent();
        if (wanted) {
            RunKey key = turn.free(notice, turn.now());
            turn.record(Occurrence.due(notice, key.dueAt(), Occasion.of(Occasion.Kind.NOTICE)), key);
        }
    }

    int promote() {
        Set<String> blocked = new HashSet<>();
        turn.book()
                .open(RunState.RUNNING)
                .forEach(entry -> blocked.add(entry.key().job()));
        int promoted = 0;
        for (Entry waiting : turn.book().open(RunState.WAITING)) {
            if (blocked.add(waiting.key().job())) {
                turn.run(Entries.in(waiting, RunState.DUE));
                promoted++;
            }
        }
        return promoted;
    }
}
