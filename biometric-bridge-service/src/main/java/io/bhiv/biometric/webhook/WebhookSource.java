package io.bhiv.biometric.webhook;

import io.bhiv.model.biometric.Provider;
import java.util.Optional;

/** The providers that send webhooks here. Also the metric tag: nothing a caller writes ever becomes one. */
enum WebhookSource {
    OURA(Provider.OURA),
    WHOOP(Provider.WHOOP),
    TERRA(Provider.TERRA);

    private final Provider provider;

    WebhookSource(Provider provider) {
        this.provider = provider;
    }

    Provider provider() {
        return provider;
    }

    static Optional<WebhookSource> of(String pathSegment) {
        return switch (pathSegment) {
            case "oura" -> Optional.of(OURA);
            case "whoop" -> Optional.of(WHOOP);
            case "terra" -> Optional.of(TERRA);
            default -> Optional.empty();
        };
    }
}
