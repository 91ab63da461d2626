package io.bhiv.stack.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** The deliveries that make up a variation, in the order in which they are sent, each with the answer it must get. */
record Scenario(ProviderPlay play, String secret, Instant now) {

    private static final Duration LATE = Duration.ofMinutes(10);
    private static final Duration BEYOND_RETRIES = Duration.ofHours(1);
    private static final Duration EARLIER = Duration.ofSeconds(30);
    private static final double CORRECTED_BY = 1.25;

    /**
     * @param label what is told about it
     * @param expectedStatus of the answer
     */
    record Step(String label, Webhook webhook, int expectedStatus) {}

    List<Step> steps(Variation variation, Content content) {
        return switch (variation) {
            case PLAIN -> List.of(step("sent", content, genuine(now), 202));
            case WRONG_SIGNATURE -> List.of(step("wrong signature", content, new Sealing(now, false), 401));
            case STALE ->
                List.of(step(
                        "stale", content, genuine(now.minus(play.retrySpan()).minus(BEYOND_RETRIES)), 401));
            case LATE -> List.of(step("late", content, genuine(now.minus(LATE)), 202));
            case DUPLICATE ->
                List.of(step("sent", content, genuine(now), 202), step("sent again", content, genuine(now), 200));
            case CORRECTION ->
                List.of(
                        step("sent", older(content), genuine(now), 202),
                        step("correction", newer(content), genuine(now), 202));
            case OUT_OF_ORDER ->
                List.of(
                        step("newer first", newer(content), genuine(now), 202),
                        step("older after it", older(content), genuine(now), 202));
        };
    }

    private Step step(String label, Content content, Sealing sealing, int expectedStatus) {
        return new Step(label, play.webhook(content, sealing, secret), expectedStatus);
    }

    private static Sealing genuine(Instant at) {
        return new Sealing(at, true);
    }

    private Content older(Content content) {
        return content.corrected(now.minus(EARLIER), content.rmssd());
    }

    private Content newer(Content content) {
        OptionalDouble corrected = content.rmssd().isPresent()
                ? OptionalDouble.of(content.rmssd().getAsDouble() * CORRECTED_BY)
                : OptionalDouble.empty();
        return content.corrected(now, corrected);
    }
}
