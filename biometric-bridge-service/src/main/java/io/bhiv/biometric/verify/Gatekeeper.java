package io.bhiv.biometric.verify;

import io.bhiv.model.biometric.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Knows the secrets of the providers that are enabled, and asks the right scheme. */
@ApplicationScoped
public class Gatekeeper {

    private static final Verification NOT_ENABLED = new Verification.Refused(Verification.Reason.MISSING);

    private final Clock clock;
    private final VerificationMetrics metrics;
    private final Map<Provider, SignatureScheme> schemes = new EnumMap<>(Provider.class);

    Gatekeeper(ProvidersConfig config, Clock clock, VerificationMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
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
        metrics.count(provider, verification);
        return verification;
    }
}
