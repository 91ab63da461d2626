package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.Freshness.LatePolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The providers that may call, and how they prove who they are. */
@ConfigMapping(prefix = "bridge.biometric.providers")
public interface ProvidersConfig {

    Oura oura();

    Whoop whoop();

    Terra terra();

    /** What every provider has. */
    interface Provider {

        /** Off: its webhooks are answered like a wrong signature. */
        @WithDefault("true")
        boolean enabled();

        /**
         * The active secrets, comma-separated, the current one first; a second one overlaps while secrets rotate. No
         * default: a provider that is enabled without a secret keeps the service from starting.
         */
        Optional<List<String>> secrets();

        /** Difference of clocks and age that passes without remark. */
        @WithDefault("300s")
        Duration tolerance();

        /** What to do with a delivery that is genuine and older, within the provider's retry span. */
        @WithDefault("accept")
        LatePolicy latePolicy();
    }

    /** Secrets in {@code OURA_WEBHOOK_SECRET}. */
    interface Oura extends Provider {

        /** The token that we gave when subscribing ({@code OURA_VERIFICATION_TOKEN}); without it every challenge is refused. */
        Optional<String> verificationToken();
    }

    /** Secrets in {@code WHOOP_WEBHOOK_SECRET}. */
    interface Whoop extends Provider {}

    /** Secrets in {@code TERRA_WEBHOOK_SECRET}, one per environment and destination that shares the URL. */
    interface Terra extends Provider {}
}
