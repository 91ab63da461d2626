package io.bhiv.biometric.verify;

import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds the secrets of the providers that are enabled, and calls the right scheme. */
@ApplicationScoped
public class WebhookVerifier {

    private static final Verification NOT_ENABLED = new Verification.Refused(Verification.Reason.MISSING);

    /** Which secret matched shows when an old one can be retired. A few dozen series: providers, positions of secrets, reasons. */
    private record Series(Provider provider, String result) {}

    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Provider, SignatureScheme> schemes = new EnumMap<>(Provider.class);

    WebhookVerifier(ProvidersConfig config, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        put(Provider.OURA, config.oura());
        put(Provider.WHOOP, config.whoop());
        put(Provider.TERRA, config.terra());
    }

    private void put(Provider provider, ProvidersConfig.Provider config) {
        List<String> secrets = config.secrets().orElse(List.of());
        if (config.enabled() && !secrets.isEmpty()) {
            schemes.put(provider, SignatureScheme.of(provider, secrets, config.tolerance(), config.latePolicy()));
        }
    }

    /** Judges the request by the provider's own scheme. A provider that is not enabled is answered like a wrong signature. */
    public Verification verify(Provider provider, SignedRequest request) {
        SignatureScheme scheme = schemes.get(provider);
        Verification verification = scheme == null ? NOT_ENABLED : scheme.verify(request, clock.instant());
        counters.computeIfAbsent(new Series(provider, result(verification)), this::counter)
                .increment();
        return verification;
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
