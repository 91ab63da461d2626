package io.bhiv.core;

import io.bhiv.core.testing.HangingServer;
import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Short times at BHIV Core and the bucket, and reports of what was counted: tests of either share one service. */
public final class QuickReporting implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(TallyReports.OFTEN);
        settings.putAll(Map.ofEntries(
                Map.entry("bridge.core.send.breaker.failures", "3"),
                Map.entry("bridge.core.send.breaker.open-for", "2s"),
                Map.entry("bridge.core.send.attempt-timeout", "5s"),
                Map.entry("bridge.core.send.concurrency", "8"),
                // Shorter than a hanging bucket is waited for, and longer than a busy machine takes for a send.
                Map.entry("bridge.core.delivery.answer-within", "3s"),
                Map.entry("bridge.core.bucket.s3.endpoint", "http://localhost:" + HangingServer.port()),
                Map.entry("bridge.core.bucket.s3.bucket", "b"),
                Map.entry("bridge.core.bucket.s3.access-key", "a"),
                Map.entry("bridge.core.bucket.s3.secret-key", "s"),
                Map.entry("bridge.core.bucket.s3.attempt-timeout", "6s")));
        return settings;
    }
}
