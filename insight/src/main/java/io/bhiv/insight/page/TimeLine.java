package io.bhiv.insight.page;

import io.bhiv.insight.ask.JobTimes;
import io.bhiv.insight.ask.JobTimes.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job's runs of the last twelve hours and its due times of the next twelve, on a line of {@value #WIDTH} units with now in its middle.
 *
 * @param answered whether the service answered in time
 * @param summary the same in words
 * @param knownFrom, knownUntil the part of the line that was asked for: a job that runs often has more runs than are shown
 */
public record TimeLine(String job, boolean answered, List<Mark> marks, String summary, int knownFrom, int knownUntil) {

    /** What a mark stands for. Told apart by shape, not by colour alone. */
    public enum Kind {
        SUCCEEDED("ok solid", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"),
        LATE("degraded solid", "M0 -6L6 5H-6z"),
        FAILED("down", "M-4 -4L4 4M4 -4L-4 4"),
        MISSED("down", "M0 -6L6 0L0 6L-6 0z"),
        SKIPPED("idle", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"),
        RUNNING("idle solid", "M-4 -5L5 0L-4 5z"),
        PLANNED("idle", "M0 -6V6");

        private final String style;
        private final String shape;

        Kind(String style, String shape) {
            this.style = style;
            this.shape = shape;
        }

        public String style() {
            return style;
        }

        /** An SVG path around the point. */
        public String shape() {
            return shape;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One due time.
     *
     * @param x 0 to {@value #WIDTH}
     * @param note how late it was, and the reason; begins with a comma where there is one
     */
    public record Mark(int x, Kind kind, Instant at, String note) {

        /** Kind, exact instant, reason. */
        public String title() {
            return kind.word() + ", due " + at + note;
        }

        boolean isTrouble() {
            return switch (kind) {
                case LATE, FAILED, MISSED, SKIPPED -> true;
                case SUCCEEDED, RUNNING, PLANNED -> false;
            };
        }
    }

    /** A mark that somebody may have to look at, in words. */
    public record Trouble(String job, Mark mark) {}

    /** Of each job the newest {@value #TROUBLES}, newest first. */
    static List<Trouble> troubles(List<TimeLine> lines) {
        return lines.stream()
                .flatMap(line -> line.marks().stream()
                        .filter(Mark::isTrouble)
                        .sorted(Comparator.comparing(Mark::at).reversed())
                        .limit(TROUBLES)
                        .map(mark -> new Trouble(line.job(), mark)))
                .sorted(Comparator.comparing((Trouble one) -> one.mark().at()).reversed())
                .toList();
    }

    /** What stands above the line: its ends, its middle, and between them. */
    static List<Instant> hours(Instant now) {
        return Stream.of(-2, -1, 0, 1, 2)
                .map(quarter -> now.plus(REACH.dividedBy(2).multipliedBy(quarter)))
                .toList();
    }

    static final int WIDTH = 720;
    static final int TROUBLES = 5;
    static final Duration REACH = Duration.ofHours(12);
    /** A run that starts later than this after its due time is late. */
    static final Duration PUNCTUAL = Duration.ofMinutes(1);

    public TimeLine {
        marks = List.copyOf(marks);
    }

    static TimeLine of(JobTimes times, Instant now) {
        if (!times.answered()) {
            return new TimeLine(times.job(), false, List.of(), "not answered", 0, WIDTH);
        }
        List<Mark> marks = new ArrayList<>();
        times.runs().reversed().forEach(run -> add(marks, run.dueAt(), kind(run), note(run), now));
        times.planned().forEach(due -> add(marks, due, Kind.PLANNED, "", now));
        int from = times.runsSince() == null ? 0 : Math.clamp(x(times.runsSince(), now), 0, WIDTH / 2);
        int until = times.plannedUntil() == null ? WIDTH : Math.clamp(x(times.plannedUntil(), now), WIDTH / 2, WIDTH);
        String part = from == 0 && until == WIDTH ? "" : "; more before or after that is not shown";
        return new TimeLine(times.job(), true, marks, summary(marks) + part, from, until);
    }

    /** How much of the line on its right was not asked for. */
    public int unknownAfter() {
        return WIDTH - knownUntil;
    }

    private static long x(Instant at, Instant now) {
        return WIDTH / 2 + Duration.between(now, at).toSeconds() * (WIDTH / 2) / REACH.toSeconds();
    }

    private static void add(List<Mark> marks, Instant at, Kind kind, String note, Instant now) {
        Duration distance = Duration.between(now, at);
        if (distance.abs().compareTo(REACH) <= 0) {
            marks.add(new Mark(Math.toIntExact(x(at, now)), kind, at, note));
        }
    }

    private static Kind kind(Run run) {
        return switch (run.state()) {
            case "succeeded" -> isLate(run) ? Kind.LATE : Kind.SUCCEEDED;
            case "missed" -> Kind.MISSED;
            case "skipped", "cancelled" -> Kind.SKIPPED;
            case "due", "waiting", "running" -> Kind.RUNNING;
            // Failed, of unknown end, or of a state that this version does not support: somebody has to look.
            default -> Kind.FAILED;
        };
    }

    private static boolean isLate(Run run) {
        return lateness(run) != null;
    }

    private static @Nullable Duration lateness(Run run) {
        Duration late = run.startedAt() == null ? Duration.ZERO : Duration.between(run.dueAt(), run.startedAt());
        return late.compareTo(PUNCTUAL) > 0 ? late : null;
    }

    private static String note(Run run) {
        String late = isLate(run)
                ? ", started " + Objects.requireNonNull(lateness(run)).toSeconds() + " s late"
                : "";
        return late + (run.reason().isEmpty() ? "" : ", " + run.reason());
    }

    private static String summary(List<Mark> marks) {
        Map<Kind, Long> counts = marks.stream()
                .collect(Collectors.groupingBy(Mark::kind, () -> new EnumMap<>(Kind.class), Collectors.counting()));
        return counts.isEmpty()
                ? "nothing in these hours"
                : counts.entrySet().stream()
                        .map(one -> one.getValue() + " " + one.getKey().word())
                        .collect(Collectors.joining(", "));
    }
}
