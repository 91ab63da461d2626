package io.bhiv.biometric.journal;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Kafka is nowhere, the queue has no room and the sweeper rests, so the backlog is the test's alone. */
public final class NoSweeper implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "bridge.biometric.providers.oura.enabled", "false",
                "bridge.biometric.providers.whoop.enabled", "false",
                "bridge.biometric.providers.terra.enabled", "false",
                "bridge.biometric.relay.sweep-interval", "1h",
                "bridge.biometric.relay.queue-bytes", "1",
                "bridge.biometric.journal.nudge-claim", "10m",
                "bridge.biometric.journal.sweep-claim", "10m",
                "kafka.bootstrap.servers", "localhost:1");
    }
}
