package io.bhiv.automation.engine.evaluate;

import io.bhiv.automation.engine.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The due times that a trigger's schedule names. Triggers without a schedule (start-up, events) name none. */
public final class DueTimes {

    private DueTimes() {}

    /** The first due time strictly after {@code after}; empty when there is none, ever. */
    public static Optional<Instant> after(Trigger trigger, Instant after) {
        return switch (trigger) {
            case Trigger.Every every -> everyAfter(every, after);
            case Trigger.Cron cron -> CronTimes.after(cron.expression(), cron.zone(), after);
            case Trigger.OnStartup startup -> Optional.empty();
            case Trigger.OnRecord event -> Optional.empty();
            case Trigger.OnMetric event -> Optional.empty();
        };
    }

    /** The due times in {@code (after, upTo]}, oldest first, at most {@code limit}. */
    public static List<Instant> between(Trigger trigger, Instant after, Instant upTo, int limit) {
        List<Instant> due = new ArrayList<>();
        Optional<Instant> next = after(trigger, after);
        while (due.size() < limit && next.isPresent() && !next.get().isAfter(upTo)) {
            due.add(next.get());
            next = after(trigger, next.get());
        }
        return due;
    }

    /** The next {@code count} due times after an instant. */
    public static List<Instant> next(Trigger trigger, Instant after, int count) {
        return between(trigger, after, Instant.MAX, count);
    }

    private static Optional<Instant> everyAfter(Trigger.Every every, Instant after) {
        Duration since = Duration.between(every.anchor(), after);
        long index = since.isNegative()
                ? firstIndexAtOrAfterAnchor(since, every.period())
                : since.dividedBy(every.period()) + 1;
        if (every.repetitions().isPresent() && index < 0) {
            index = 0;
        }
        if (every.repetitions().isPresent() && index >= every.repetitions().getAsLong()) {
            return Optional.empty();
        }
        return Optional.of(every.anchor().plus(every.period().multipliedBy(index)));
    }

    /** Division rounds towards zero; due times before the anchor need the one just above. */
    private static long firstIndexAtOrAfterAnchor(Duration since, Duration period) {
        long quotient = since.dividedBy(period);
        boolean exact = period.multipliedBy(quotient).equals(since);
        return exact ? quotient + 1 : quotient;
    }
}
