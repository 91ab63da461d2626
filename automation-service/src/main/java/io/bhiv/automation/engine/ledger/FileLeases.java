package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How long a claim holds, as the file ledger counts it. */
record FileLeases(BookTurn turn, Duration lease) {

    Renewal renew(Collection<Claim> claims) {
        Set<RunKey> held = new HashSet<>();
        Set<RunKey> cancel = new HashSet<>();
        claims.stream().filter(this::isHeld).map(Claim::key).forEach(key -> {
            turn.book().lease(key, turn.now().plus(lease));
            held.add(key);
            if (turn.book().isCancelled(key)) {
                cancel.add(key);
            }
        });
        return new Renewal(held, cancel);
    }

    private boolean isHeld(Claim claim) {
        return turn.book()
                .find(claim.key())
                .filter(entry -> entry.state() == RunState.RUNNING && entry.epoch() == claim.epoch())
                .isPresent();
    }

    List<Entry> expired(int limit) {
        return turn.book().open(RunState.RUNNING).stream()
                .filter(this::hasExpired)
                .limit(limit)
                .toList();
    }

    private boolean hasExpired(Entry entry) {
        return entry.state() == RunState.RUNNING && turn.book().hasLapsed(entry.key(), turn.now());
    }

    int reopen(List<RunKey> expired) {
        List<Entry> again = expired.stream()
                .flatMap(key -> turn.book().find(key).stream())
                .filter(entry -> hasExpired(entry) && entry.epoch() < Lost.TIMES)
                .toList();
        again.forEach(entry -> turn.run(Entries.in(entry, RunState.DUE)));
        return again.size();
    }
}
