package io.bhiv.insight.page;

import io.bhiv.insight.ask.Answered;
import io.bhiv.insight.ask.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event's way through the services: everything that is known of it, in one order.
 *
 * @param total from the first instant that is known to the last that has passed; null where there are no two
 */
public record Way(List<Stop> stops, @Nullable Duration total) {

    /**
     * A step on the way.
     *
     * @param after the time since the last one of which the instant is known; null for the first, and where its own is not kept
     */
    public record Stop(
            String service,
            Step step,
            List<String> details,
            @Nullable Duration after) {

        public Stop {
            details = List.copyOf(details);
        }
    }

    /** Who may read why a trigger fired, and what was said about that. */
    public sealed interface Explained {

        record NotForThisRole() implements Explained {}

        /** The explanations that came in time, by the id of the trigger. */
        record ByTrigger(Map<String, String> byTrigger) implements Explained {}
    }

    public Way {
        stops = List.copyOf(stops);
    }

    private record Placed(String service, Step step, Instant order) {}

    /** A step without an instant stands behind the one before it; what is to come stands last. */
    static Way of(List<Answered> answers, Explained explained) {
        List<Placed> placed = new ArrayList<>();
        for (Answered answer : answers) {
            Instant order = Instant.MIN;
            for (Step step : answer.steps()) {
                Instant at = step.at();
                order = at == null || at.isBefore(order) ? order : at;
                placed.add(new Placed(answer.service(), step, step.isToCome() ? Instant.MAX : order));
            }
        }
        placed.sort(Comparator.comparing(Placed::order));
        List<Stop> stops = new ArrayList<>();
        Instant first = null;
        Instant last = null;
        for (Placed one : placed) {
            Instant at = one.step().isToCome() ? null : one.step().at();
            stops.add(new Stop(
                    one.service(),
                    one.step(),
                    details(one.step(), explained),
                    at == null || last == null ? null : between(last, at)));
            first = first == null ? at : first;
            last = at == null ? last : at;
        }
        return new Way(stops, first == null || last == null || first.equals(last) ? null : between(first, last));
    }

    /** Clocks of two services differ; nothing happened before what it follows. */
    private static Duration between(Instant before, Instant after) {
        return after.isBefore(before) ? Duration.ZERO : Duration.between(before, after);
    }

    private static List<String> details(Step step, Explained explained) {
        if (step.trigger().isEmpty()) {
            return step.details();
        }
        return List.of(
                switch (explained) {
                    case Explained.NotForThisRole hidden -> "Why it fired is shown to the role operator.";
                    case Explained.ByTrigger(var byTrigger) ->
                        byTrigger.getOrDefault(step.trigger(), "Why it fired was not said in time.");
                });
    }
}
