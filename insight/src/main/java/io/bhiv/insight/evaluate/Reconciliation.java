package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.TallyReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One intake's account: everything received must be accounted for under exactly one heading. The tally was written in the
 * transactions that did the work; pending, parked and dead are also counted as rows. Any difference is a loss or a mistake.
 */
public record Reconciliation(String service, TallyReading tally) {

    /** A service compares every 30 s, and at least every eight minutes however slow its database is. */
    public static final Duration OLD_AFTER = Duration.ofMinutes(10);

    /** The shortest time that a full account covers: a day of whole minutes. */
    private static final Duration FULL = Duration.ofDays(1).minusMinutes(1);

    /** {@code received = published + pending + parked + dead + refused + dropped + duplicate}, else what is left over. */
    public long difference() {
        return tally.received()
                - tally.published()
                - tally.pending()
                - tally.parked()
                - tally.dead()
                - tally.refused()
                - tally.dropped()
                - tally.duplicate();
    }

    public boolean isBalanced() {
        return difference() == 0 && tally.isBalanced();
    }

    /** It is no evidence about what happened since. */
    public boolean isOld(Instant now) {
        return !countedAt().plus(OLD_AFTER).isAfter(now);
    }

    /** It covers less than a day, because its tally began later. */
    boolean isYoung() {
        return tally.from().plus(FULL).isAfter(countedAt());
    }

    public Instant countedAt() {
        return tally.countedAt();
    }

    /** What does not agree, one sentence each; empty where all does. */
    public List<String> differences() {
        List<String> found = new ArrayList<>();
        if (difference() != 0) {
            found.add(String.format(Locale.ROOT, "%,d received and not accounted for", difference()));
        }
        compare(found, "stored", tally.stored(), tally.countedStored());
        compare(found, "pending", tally.pending(), tally.countedPending());
        compare(found, "parked", tally.parked(), tally.countedParked());
        compare(found, "dead", tally.dead(), tally.countedDead());
        return List.copyOf(found);
    }

    private static void compare(List<String> found, String what, long tallied, long counted) {
        if (tallied > counted) {
            found.add(String.format(
                    Locale.ROOT, "%,d %s and only %,d rows: %,d missing", tallied, what, counted, tallied - counted));
        } else if (tallied < counted) {
            found.add(String.format(
                    Locale.ROOT, "%,d %s and %,d rows: %,d too many", tallied, what, counted, counted - tallied));
        }
    }
}
