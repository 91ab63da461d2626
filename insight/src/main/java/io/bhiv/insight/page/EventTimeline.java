package io.bhiv.insight.page;

import io.bhiv.insight.ask.ServiceAnswer;
import io.bhiv.insight.ask.TimelineStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one event, from all services, in one order.
 *
 * @param total from the first instant that is known to the last that has passed; null where there are no two
 */
public record EventTimeline(List<Entry> entries, @Nullable Duration total) {

    /**
     * A step of the event, with the service that has it.
     *
     * @param after the time since the last one of which the instant is known; null for the first, and where its own is not kept
     */
    public record Entry(
            String service,
            TimelineStep step,
            List<String> details,
            @Nullable Duration after) {

        public Entry {
            details = List.copyOf(details);
        }
    }

    /** Explanations of the triggers, where the role may read them. */
    public sealed interface Explanations {

        record NotForThisRole() implements Explanations {}

        /** The explanations that came in time, by the id of the trigger. */
        record ByTrigger(Map<String, String> byTrigger) implements Explanations {}
    }

    public EventTimeline {
        entries = List.copyOf(entries);
    }

    private record Placed(String service, TimelineStep step, Instant order) {}

    /** A step without an instant stands behind the one before it; what is to come stands last. */
    static EventTimeline of(List<ServiceAnswer> answers, Explanations explained) {
        List<Placed> placed = new ArrayList<>();
        for (ServiceAnswer answer : answers) {
            Instant order = Instant.MIN;
            for (TimelineStep step : answer.steps()) {
                Instant at = step.at();
                order = at == null || at.isBefore(order) ? order : at;
                placed.add(new Placed(answer.service(), step, step.isToCome() ? Instant.MAX : order));
            }
        }
        placed.sort(Comparator.comparing(Placed::order));
        List<Entry> entries = new ArrayList<>();
        Instant first = null;
        Instant last = null;
        for (Placed one : placed) {
            Instant at = one.step().isToCome() ? null : one.step().at();
            entries.add(new Entry(
                    one.service(),
                    one.step(),
                    details(one.step(), explained),
                    at == null || last == null ? null : between(last, at)));
            first = first == null ? at : first;
            last = at == null ? last : at;
        }
        return new EventTimeline(
                entries, first == null || last == null || first.equals(last) ? null : between(first, last));
    }

    /** Clocks of two services differ; nothing happened before what it follows. */
    private static Duration between(Instant before, Instant after) {
        return after.isBefore(before) ? Duration.ZERO : Duration.between(before, after);
    }

    private static List<String> details(TimelineStep step, Explanations explained) {
        if (step.trigger().isEmpty()) {
            return step.details();
        }
        return List.of(
                switch (explained) {
                    case Explanations.NotForThisRole hidden -> "Why it fired is shown to the role operator.";
                    case Explanations.ByTrigger(var byTrigger) ->
                        byTrigger.getOrDefault(step.trigger(), "The explanation did not arrive in time.");
                });
    }
}
