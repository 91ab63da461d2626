package io.bhiv.automation.engine.evaluate;

import io.bhiv.automation.engine.job.CronExpression;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The instants of a cron expression in a zone.
 *
 * <p>The rule where the clocks change:
 *
 * <ul>
 *   <li>A schedule whose hour field is {@code *} counts elapsed time. It runs through both passes of a repeated hour, and
 *       has nothing in an hour that is left out.
 *   <li>Every other schedule names times of the day, and each of them happens exactly once: in a repeated hour at its first
 *       pass; one that is left out happens at the instant the clocks jump, and several left out together happen there once.
 * </ul>
 */
final class CronTimes {

    /** The longest a possible expression can be silent: a fifth Monday in February can be 40 years away. */
    private static final int YEARS = 41;

    private CronTimes() {}

    static Optional<Instant> after(CronExpression cron, ZoneId zone, Instant after) {
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

    /** The first local time at or after {@code from} that the expression names, whatever the zone. */
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
