package io.bhiv.automation.engine.evaluate;

import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The due times that a trigger's schedule names. Triggers without a schedule (start-up, events) name none. */
public final class DueTimes {

    /** The longest a possible expression can be silent: a fifth Monday in February can be 40 years away. */
    private static final int YEARS = 41;

    private DueTimes() {}

    /** The first due time strictly after {@code after}; empty when there is none, ever. */
    public static Optional<Instant> after(Trigger trigger, Instant after) {
        return switch (trigger) {
            case Trigger.Every every -> everyAfter(every, after);
            case Trigger.Cron cron -> cronAfter(cron.expression(), cron.zone(), after);
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

    /**
     * The instants of a cron expression in a zone. The rule where the clocks change:
     *
     * <ul>
     *   <li>A schedule whose hour field is {@code *} counts elapsed time. It runs through both passes of a repeated hour, and
     *       has nothing in an hour that is left out.
     *   <li>Every other schedule names times of the day, and each of them happens exactly once: in a repeated hour at its first
     *       pass; one that is left out happens at the instant the clocks jump, and several left out together happen there once.
     * </ul>
     */
    private static Optional<Instant> cronAfter(CronExpression cron, ZoneId zone, Instant after) {
        return cron.everyHour() ? elapsed(cron, zone.getRules(), after) : ofTheDay(cron, zone.getRules(), after);
    }

    private static Optional<Instant> elapsed(CronExpression cron, ZoneRules rules, Instant after) {
        Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            Optional<LocalDateTime> local = localFrom(cron, LocalDateTime.ofInstant(from, offset));
            if (local.isEmpty()) {
                return Optional.empty();
            }
            Instant candidate = local.get().toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return Optional.of(candidate);
            }
            from = change.getInstant();
        }
    }

    private static Optional<Instant> ofTheDay(CronExpression cron, ZoneRules rules, Instant after) {
        LocalDateTime from = LocalDateTime.ofInstant(after, rules.getOffset(after));
        while (true) {
            Optional<LocalDateTime> local = localFrom(cron, from);
            if (local.isEmpty()) {
                return Optional.empty();
            }
            Instant candidate = once(rules, local.get());
            if (candidate.isAfter(after)) {
                return Optional.of(candidate);
            }
            from = local.get().plusSeconds(1);
        }
    }

    private static Instant once(ZoneRules rules, LocalDateTime local) {
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change == null) {
            return local.toInstant(rules.getOffset(local));
        }
        return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
    }

    /** The first local time at or after {@code from} that matches the expression, in any zone. */
    private static Optional<LocalDateTime> localFrom(CronExpression cron, LocalDateTime from) {
        LocalDateTime floor = from.truncatedTo(ChronoUnit.SECONDS);
        LocalDateTime whole = floor.isBefore(from) ? floor.plusSeconds(1) : floor;
        LocalTime time = whole.toLocalTime();
        LocalDate last = whole.toLocalDate().plusYears(YEARS);
        for (LocalDate date = whole.toLocalDate(); date.isBefore(last); time = LocalTime.MIN) {
            if (!cron.matchesMonth(date)) {
                date = date.withDayOfMonth(1).plusMonths(1);
                continue;
            }
            Optional<LocalTime> found = cron.matches(date) ? cron.timeFrom(time) : Optional.empty();
            if (found.isPresent()) {
                return Optional.of(date.atTime(found.get()));
            }
            date = date.plusDays(1);
        }
        return Optional.empty();
    }
}
