package io.bhiv.biometric.connection;

import io.bhiv.biometric.fetch.SimulatedProviders;
import io.bhiv.play.person.Population;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.oura.OuraSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Oura with thirty people, and a key for tokens. */
public final class SimulatedOura implements QuarkusTestResourceLifecycleManager {

    static final String BACK = "http://localhost:1/connect/oura/callback";

    private static @Nullable OuraSimulator oura;

    static OuraSimulator oura() {
        return Objects.requireNonNull(oura, "the resource is not started");
    }

    @Override
    public Map<String, String> start() {
        OuraSimulator started =
                OuraSimulator.start(0, Setup.of("fake-client", "fake-client-secret", Clock.systemUTC()));
        oura = started;
        started.people().prepare(new Population(1, 40, ZoneOffset.UTC), LocalDate.of(2026, 7, 5), 2);
        Map<String, String> settings = new HashMap<>(SimulatedProviders.connecting(started, "fake-client-secret"));
        settings.putAll(Map.of(
                "BRIDGE_PUBLIC_URL", "http://localhost:1",
                "bridge.biometric.connect.oura.pkce", "true",
                // Nothing but the test uses tokens.
                "bridge.biometric.fetch.subscriptions.enabled", "false",
                "bridge.biometric.fetch.polls.look-every", "1H"));
        return settings;
    }

    @Override
    public void stop() {
        if (oura != null) {
            oura.close();
        }
    }
}
