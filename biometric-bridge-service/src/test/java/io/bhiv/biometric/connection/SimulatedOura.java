package io.bhiv.biometric.connection;

import io.bhiv.play.person.Population;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.oura.OuraSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Oura with twenty people, and a key for tokens. */
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
        started.people().prepare(new Population(1, 20, ZoneOffset.UTC), LocalDate.of(2026, 7, 5), 2);
        return Map.ofEntries(
                Map.entry("OURA_CLIENT_ID", "fake-client"),
                Map.entry("OURA_CLIENT_SECRET", "fake-client-secret"),
                Map.entry("BRIDGE_PUBLIC_URL", "http://localhost:1"),
                Map.entry("bridge.biometric.connect.oura.authorize-url", started.address() + "/oauth/authorize"),
                Map.entry("bridge.biometric.connect.oura.token-url", started.address() + "/oauth/token"),
                Map.entry(
                        "bridge.biometric.connect.oura.api-url",
                        started.address().toString()),
                Map.entry("bridge.biometric.connect.refresh-pause", "200ms"),
                // Nothing but the test uses tokens.
                Map.entry("bridge.biometric.fetch.subscriptions.enabled", "false"),
                Map.entry("bridge.biometric.fetch.polls.look-every", "1H"),
                Map.entry("BRIDGE_CONNECT_KEY_FILE", key().toString()));
    }

    private static Path key() {
        byte[] key = new byte[TokenSeal.KEY_BYTES];
        Arrays.fill(key, (byte) 7);
        try {
            return Files.writeString(
                    Files.createTempFile("connect-", ".key"),
                    Base64.getEncoder().encodeToString(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (oura != null) {
            oura.close();
        }
    }
}
