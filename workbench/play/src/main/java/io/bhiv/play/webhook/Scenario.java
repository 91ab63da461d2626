package io.bhiv.play.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** The deliveries that make up a variation, in the order in which they are sent, each with the answer it must get. */
public record Scenario(Provider provider, String secret, Instant now) {

    private static final Duration LATE = Duration.ofMinutes(10);
    private static final Duration BEYOND_RETRIES = Duration.ofHours(1);
    private static final Duration EARLIER = Duration.ofSeconds(30);
    private static final double CORRECTED_BY = 1.25;

    /**
     * One delivery.
     *
     * @param label how it is called in reports
     * @param expectedStatus of the answer
     */
    public record Step(String label, Webhook webhook, int expectedStatus) {}

    public List<Step> steps(Variation variation, Content content) {
        Seal seal = new Seal(now, secret);
        return switch (variation) {
            case PLAIN -> List.of(step("sent", content, seal, 202));
            case WRONG_SIGNATURE -> List.of(step("wrong signature", content, seal.forged(), 401));
            case STALE -> {
                Instant signed = now.minus(provider.retrySpan()).minus(BEYOND_RETRIES);
                yield List.of(step("stale", content, seal.at(signed), 401));
            }
            case LATE -> List.of(step("late", content, seal.at(now.minus(LATE)), 202));
            case DUPLICATE -> List.of(step("sent", content, seal, 202), step("sent again", content, seal, 200));
            case CORRECTION ->
                List.of(step("sent", older(content), seal, 202), step("correction", newer(content), seal, 202));
            case OUT_OF_ORDER ->
                List.of(
                        step("newer first", newer(content), seal, 202),
                        step("older after it", older(content), seal, 202));
        };
    }

    private Step step(String label, Content content, Seal seal, int expectedStatus) {
        return new Step(label, provider.webhook(content, seal), expectedStatus);
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
