package io.bhiv.biometric.fetch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Our subscriptions to Oura's notices. WHOOP has none: its webhook is entered in its developer dashboard. */
@ConfigMapping(prefix = "bridge.biometric.fetch.subscriptions")
public interface SubscriptionsConfig {

    /**
     * Makes and renews them, once Oura has a client id and a verification token ({@code OURA_VERIFICATION_TOKEN}). Notices then go to
     * {@code <bridge.biometric.connect.public-url>/webhook/oura}.
     */
    @WithDefault("true")
    boolean enabled();

    /** How often one of the replicas compares what there is with what there should be. */
    @WithDefault("1H")
    Duration interval();

    /** How soon it is compared again where something could not be done. */
    @WithDefault("1M")
    Duration retryAfter();

    /** A subscription that ends within this time is renewed. */
    @WithDefault("14D")
    Duration renewBefore();

    /** A subscription that ends within this time, or is missing, is an alarm. */
    @WithDefault("7D")
    Duration alarmBefore();
}
