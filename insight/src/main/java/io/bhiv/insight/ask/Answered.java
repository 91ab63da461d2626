package io.bhiv.insight.ask;

import java.util.List;

/**
 * What a service said.
 *
 * @param subject what it was asked about: {@code a webhook's delivery}
 * @param steps what it found, in the order in which it happened
 */
public record Answered(String service, String subject, Outcome outcome, List<Field> fields, List<Step> steps) {

    /** How the question ended. */
    public enum Outcome {
        FOUND,
        UNKNOWN,
        /** No answer within the limit, or none that can be read. */
        NO_ANSWER
    }

    /** A value of the answer; objects within it by their path. */
    public record Field(String name, String value) {}

    static Answered nothing(String service, String subject, Outcome outcome) {
        return new Answered(service, subject, outcome, List.of(), List.of());
    }

    public boolean isFound() {
        return outcome == Outcome.FOUND;
    }

    public boolean isUnanswered() {
        return outcome == Outcome.NO_ANSWER;
    }
}
