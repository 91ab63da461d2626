package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.insight.GaugeReading;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final String SERVICE = "biometric-bridge-service";

    @Test
    void eachStateOfAProviderHasItsNumberAndWhenItWasHeardOf() {
        Picture picture = Pictures.picture(
                Pictures.reporting(
                        "a",
                        SERVICE,
                        Pictures.NOW,
                        gauge("bridge.connections", "oura", "ACTIVE", 7),
                        gauge("bridge.connections", "oura", "DEGRADED", 1),
                        gauge("bridge.connections.heard.timestamp", "oura", "ACTIVE", (double)
                                Pictures.START.getEpochSecond())),
                Pictures.reporting(
                        "b",
                        SERVICE,
                        Pictures.NOW,
                        gauge("bridge.connections", "oura", "ACTIVE", 7),
                        gauge("bridge.connections", "oura", "DEGRADED", 2),
                        gauge("bridge.connections.changed.timestamp", "oura", "DEGRADED", 1.5)));

        assertThat(picture.connections())
                .containsExactly(
                        new Connections(SERVICE, "oura", "ACTIVE", 7, Pictures.START, null),
                        new Connections(SERVICE, "oura", "DEGRADED", 2, null, java.time.Instant.ofEpochMilli(1_500)));
    }

    @Test
    void aServiceThatIsSilentSaysNothingOfThem() {
        Picture picture = Pictures.picture(Pictures.reporting(
                SERVICE, Pictures.NOW.minusSeconds(60), gauge("bridge.connections", "oura", "ACTIVE", 7)));

        assertThat(picture.connections()).isEmpty();
    }

    private static GaugeReading gauge(String name, String provider, String state, double value) {
        return new GaugeReading(name, Map.of("provider", provider, "state", state), value);
    }
}
