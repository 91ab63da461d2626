package io.bhiv.insight.ask;

import java.util.List;

/**
 * The answer of a service to a search.
 *
 * @param subject what the query was about: {@code a webhook's delivery}
 * @param steps what it found, in the order in which it happened
 */
public record ServiceAnswer(
        String service, String subject, Outcome outcome, List<Field> fields, List<TimelineStep> steps) {

    /** How the question ended. */
    public enum Outcome {
        FOUND,
        UNKNOWN,
        /** No answer within the limit, or none that can be read. */
        NO_ANSWER
    }

    /** A value of the answer; objects within it by their path. */
    public record Field(String name, String value) {}

    static ServiceAnswer nothing(String service, String subject, Outcome outcome) {
        return new ServiceAnswer(service, subject, outcome, List.of(), List.of());
    }

    public boolean isFound() {
        return outcome == Outcome.FOUND;
    }

    public boolean isUnanswered() {
        return outcome == Outcome.NO_ANSWER;
    }
}
