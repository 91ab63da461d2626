package io.bhiv.automation.engine.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Six fields: second, minute, hour, day of month, month, day of week.
 *
 * <p>Each field takes {@code *}, values, names ({@code JAN}, {@code MON}), ranges {@code a-b}, steps {@code a/n},
 * {@code a-b/n}, {@code *}{@code /n}, and lists of these. Day of month also takes {@code L} (the last day), {@code L-n}, and
 * {@code nW} (the weekday nearest to the n-th, within the month); day of week also takes {@code d#n} (the n-th such day of
 * the month) and {@code dL} (the last). Days of the week count 0 to 7, Sunday being both. One of the two day fields must be
 * {@code *} or {@code ?}: the dialects of cron disagree whether two of them mean "both" or "either", so neither is guessed.
 *
 * <p>Our own, because cron-utils 9.2.1 takes {@code 28W} to a Sunday at the end of a month, fails on {@code 29W} to {@code 31W}, and
 * accepts {@code 2#6} and a restriction of both day fields. It is the oracle of the tests instead.
 */
public final class CronExpression {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Field SECOND = new Field("second", 0, 59, List.of());
    private static final Field MINUTE = new Field("minute", 0, 59, List.of());
    private static final Field HOUR = new Field("hour", 0, 23, List.of());
    private static final Field DAY = new Field("day of month", 1, 31, List.of());
    private static final Field MONTH = new Field("month", 1, 12, MONTHS);
    private static final Field WEEKDAY = new Field("day of week", 0, 7, DAYS);

    private final String text;
    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final DayRule days;

    private CronExpression(String text, String[] fields) {
        this.text = text;
        this.seconds = SECOND.parse(fields[0]);
        this.minutes = MINUTE.parse(fields[1]);
        this.hours = HOUR.parse(fields[2]);
        this.months = MONTH.parse(fields[4]);
        this.days = dayRule(fields[3], fields[5]);
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException with a sentence that names the field and what is wrong with it
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CronExpression parse(String text) {
        String normal = text.strip().toUpperCase(Locale.ROOT);
        String[] fields = normal.split("\\s+");
        if (fields.length != 6) {
            throw new IllegalArgumentException("a cron expression has six fields (second minute hour day-of-month month"
                    + " day-of-week); this one has " + fields.length);
        }
        return new CronExpression(String.join(" ", fields), fields);
    }

    /**
     * Whether the hour field is {@code *}: such a schedule counts elapsed time, so clock changes neither stop nor repeat it;
     * every other schedule names times of the day, each of which happens once a day.
     */
    public boolean everyHour() {
        return hours.cardinality() == 24;
    }

    public boolean matches(LocalDate date) {
        return months.get(date.getMonthValue()) && days.matches(date);
    }

    public boolean matchesMonth(LocalDate date) {
        return months.get(date.getMonthValue());
    }

    /** The first time of the day at or after {@code from}. */
    public Optional<LocalTime> timeFrom(LocalTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            boolean sameHour = hour == from.getHour();
            for (int minute = minutes.nextSetBit(sameHour ? from.getMinute() : 0);
                    minute >= 0;
                    minute = minutes.nextSetBit(minute + 1)) {
                boolean sameMinute = sameHour && minute == from.getMinute();
                int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
                if (second >= 0) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
            }
        }
        return Optional.empty();
    }

    private static DayRule dayRule(String dayOfMonth, String dayOfWeek) {
        boolean anyDay = isAny(dayOfMonth);
        boolean anyWeekday = isAny(dayOfWeek);
        if (!anyDay && !anyWeekday) {
            throw new IllegalArgumentException(
                    "day of month and day of week are both restricted; dialects of cron disagree"
                            + " on what that means, so write two jobs or put * in one of them");
        }
        return anyWeekday ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
    }

    private static boolean isAny(String field) {
        return field.equals("*") || field.equals("?");
    }

    private static DayRule daysOfMonth(String field) {
        if (isAny(field)) {
            return date -> true;
        }
        if (field.equals("L")) {
            return date -> date.getDayOfMonth() == date.lengthOfMonth();
        }
        if (field.startsWith("L-")) {
            int before = DAY.number(field.substring(2), 1, 30);
            return date -> date.getDayOfMonth() == date.lengthOfMonth() - before;
        }
        if (field.endsWith("W")) {
            int day = DAY.number(field.substring(0, field.length() - 1), 1, 31);
            return date -> day <= date.lengthOfMonth() && date.equals(nearestWeekday(date.withDayOfMonth(day)));
        }
        BitSet set = DAY.parse(field);
        return date -> set.get(date.getDayOfMonth());
    }

    private static LocalDate nearestWeekday(LocalDate date) {
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> date.getDayOfMonth() == 1 ? date.plusDays(2) : date.minusDays(1);
            case SUNDAY -> date.getDayOfMonth() == date.lengthOfMonth() ? date.minusDays(2) : date.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> date;
        };
    }

    private static DayRule daysOfWeek(String field) {
        int hash = field.indexOf('#');
        if (hash > 0) {
            DayOfWeek day = weekday(field.substring(0, hash));
            int nth = WEEKDAY.number(field.substring(hash + 1), 1, 5);
            return date -> date.getDayOfWeek() == day && (date.getDayOfMonth() - 1) / 7 + 1 == nth;
        }
        if (field.length() > 1 && field.endsWith("L")) {
            DayOfWeek day = weekday(field.substring(0, field.length() - 1));
            return date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day)));
        }
        BitSet set = WEEKDAY.parse(field);
        if (set.get(7)) {
            set.set(0);
        }
        return date -> set.get(date.getDayOfWeek().getValue() % 7);
    }

    private static DayOfWeek weekday(String word) {
        int number = WEEKDAY.value(word);
        return DayOfWeek.of(number == 0 ? 7 : number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronExpression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was stated, with single spaces and in capitals. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    @FunctionalInterface
    private interface DayRule {
        boolean matches(LocalDate date);
    }

    /** One field of a cron expression: its bounds, its names, and the values that a text selects. */
    private record Field(String name, int least, int most, List<String> names) {

        BitSet parse(String text) {
            BitSet values = new BitSet(most + 1);
            for (String part : text.split(",", -1)) {
                addPart(part, values);
            }
            return values;
        }

        private void addPart(String part, BitSet values) {
            int slash = part.indexOf('/');
            int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, most);
            String range = slash < 0 ? part : part.substring(0, slash);
            int from;
            int to;
            int dash = range.indexOf('-');
            if (range.equals("*") || range.equals("?")) {
                from = least;
                to = isWeekday() ? 6 : most;
            } else if (dash > 0) {
                from = value(range.substring(0, dash));
                to = value(range.substring(dash + 1));
                // Sunday is both the first day and the last.
                to = isWeekday() && to == 0 && from > 0 ? 7 : to;
            } else {
                from = value(range);
                to = slash < 0 ? from : isWeekday() ? 6 : most;
            }
            if (from > to) {
                throw new IllegalArgumentException(
                        "the " + name + " range '" + range + "' runs backwards; write it as two ranges with a comma");
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }

        private boolean isWeekday() {
            return names.size() == 7;
        }

        int value(String word) {
            int index = names.indexOf(word);
            return index >= 0 ? index + least : number(word, least, most);
        }

        int number(String word, int smallest, int largest) {
            if (!word.isEmpty() && word.length() <= 2 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
                int value = Integer.parseInt(word);
                if (value >= smallest && value <= largest) {
                    return value;
                }
            }
            throw new IllegalArgumentException(
                    "the " + name + " field cannot hold '" + word + "'; it takes " + smallest + " to " + largest);
        }
    }
}
