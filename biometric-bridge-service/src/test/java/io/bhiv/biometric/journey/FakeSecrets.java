package io.bhiv.biometric.journey;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Secrets that are visibly fake, and times short enough for a test. */
public final class FakeSecrets implements QuarkusTestResourceLifecycleManager {

    public static final String OURA = "fake-oura-secret";
    public static final String WHOOP = "fake-whoop-secret";
    public static final String TERRA = "fake-terra-secret";
    static final String TERRA_PREVIOUS = "fake-terra-secret-before-rotation";
    public static final String OURA_TOKEN = "fake-verify-token";

    @Override
    public Map<String, String> start() {
        return Map.ofEntries(
                Map.entry("OURA_WEBHOOK_SECRET", OURA),
                Map.entry("WHOOP_WEBHOOK_SECRET", WHOOP),
                Map.entry("TERRA_WEBHOOK_SECRET", TERRA + "," + TERRA_PREVIOUS),
                Map.entry("OURA_VERIFICATION_TOKEN", OURA_TOKEN),
                Map.entry("bridge.biometric.journal.nudge-claim", "2s"),
                Map.entry("bridge.biometric.journal.sweep-claim", "5s"),
                Map.entry("bridge.kafka.breaker.open-for", "2s"),
                Map.entry("bridge.kafka.request-timeout", "2s"),
                Map.entry("bridge.kafka.delivery-timeout", "4s"),
                Map.entry("bridge.biometric.fetch.allow-loopback", "true"),
                Map.entry("bridge.bodies.deadline", "3s"),
                Map.entry("bridge.biometric.webhook.body-deadline", "1s"));
    }

    @Override
    public void stop() {}
}
