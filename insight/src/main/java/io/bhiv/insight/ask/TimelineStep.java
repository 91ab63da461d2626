package io.bhiv.insight.ask;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an event, or will.
 *
 * @param at null where the service does not keep the time; of what is to come, when it is due
 * @param details in words, one a line
 * @param trigger id of the trigger that it is about; empty for none
 */
public record TimelineStep(@Nullable Instant at, Kind kind, String what, List<String> details, String trigger) {

    public enum Kind {
        DONE,
        /** Goes on by itself. */
        TO_COME,
        /** Goes no further until somebody does something. */
        STOPPED
    }

    public TimelineStep {
        details = List.copyOf(details);
    }

    static TimelineStep done(@Nullable Instant at, String what, String... details) {
        return new TimelineStep(at, Kind.DONE, what, lines(details), "");
    }

    static TimelineStep toCome(@Nullable Instant at, String what, String... details) {
        return new TimelineStep(at, Kind.TO_COME, what, lines(details), "");
    }

    static TimelineStep stopped(@Nullable Instant at, String what, String... details) {
        return new TimelineStep(at, Kind.STOPPED, what, lines(details), "");
    }

    static TimelineStep trigger(String id, String what) {
        return new TimelineStep(null, Kind.DONE, what, List.of(), id);
    }

    private static List<String> lines(String... details) {
        return List.of(details).stream().filter(detail -> !detail.isEmpty()).toList();
    }

    public boolean isToCome() {
        return kind == Kind.TO_COME;
    }

    public boolean isStopped() {
        return kind == Kind.STOPPED;
    }
}
