package io.bhiv.biometric.verify;

import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts which secret matched, so that an operator sees when an old one can be retired, and why deliveries are refused.
 * Tags come from enums and from the position of a secret; at most a few dozen series exist.
 */
@ApplicationScoped
class VerificationMetrics {

    private record Series(Provider provider, String result) {}

    private final MeterRegistry meters;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();

    VerificationMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(Provider provider, Verification verification) {
        counters.computeIfAbsent(new Series(provider, result(verification)), this::counter)
                .increment();
    }

    private static String result(Verification verification) {
        return switch (verification) {
            case Verification.Genuine genuine -> position(genuine.matchedSecret()) + (genuine.late() ? "_late" : "");
            case Verification.Refused(var reason) -> "refused_" + reason.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String position(int secret) {
        return switch (secret) {
            case 0 -> "current_secret";
            case 1 -> "previous_secret";
            default -> "older_secret";
        };
    }

    private Counter counter(Series series) {
        return Counter.builder("bridge.webhook.verifications")
                .description("Verified webhooks by the secret that matched, or the reason of refusal")
                .tag("provider", series.provider().wireName())
                .tag("result", series.result())
                .register(meters);
    }
}
